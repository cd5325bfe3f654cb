"""An emulated Telegram: the Bot API over real HTTP, a web chat, and an interface for scripts.

It serves the demo and the acceptance tests alike. The rule to remember: it knows nothing of this bot; whatever speaks
the Bot API can be given its address instead of Telegram's.

For scripts, all JSON, errors as {"error": sentence}:

    POST /sandbox/chats/<id>/messages   a person types, forwards, shares a location or a document [?wait=<seconds>]
    GET  /sandbox/chats/<id>/messages   the chat's Messages, oldest first [?after=<message_id>]
    POST /sandbox/chats/<id>/press      a person presses an inline button [?wait=<seconds>]
    POST /sandbox/chats/<id>/<change>   block, unblock, add, kick, promote, demote the bot; migrate the group
    GET  /sandbox/chats                 all chats; POST makes a private chat, group or supergroup
    GET  /sandbox/clock                 the bot's time and the next digest; POST advances it
    POST /sandbox/restart               stop and start the bot
    POST /sandbox/faults                how the next calls fail; GET lists, DELETE clears
    GET  /sandbox/log                   every message ever accepted from the bot, in order
    GET  /sandbox/events                what happens, as it happens (server-sent events)
"""

from bot.sandbox.clock import Clock
from bot.sandbox.emulation import Sandbox
from bot.sandbox.script import Controls
from bot.sandbox.server import create_app, serve

__all__ = ["Clock", "Controls", "Sandbox", "create_app", "serve"]
