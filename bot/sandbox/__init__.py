"""An emulated Telegram: the Bot API over real HTTP, a web chat, and an interface for scripts.

It serves the demo and the acceptance tests alike. The rule to remember: it knows nothing of this bot; whatever speaks
the Bot API can be given its address instead of Telegram's.
"""

from bot.sandbox.clock import Clock
from bot.sandbox.emulation import Sandbox
from bot.sandbox.script import Controls
from bot.sandbox.server import create_app, serve

__all__ = ["Clock", "Controls", "Sandbox", "create_app", "serve"]
