"""newsbot: a Telegram bot that summarises the news, word for word from its sources.

Start with `bot.newsroom` for what it can do and `bot.app` for how its parts meet.
"""
