"""Importing this loads all that reading needs, models and all: seconds, once, in the process that others are forked from.

Rule: nothing but the fork server of `Readers`, and the processes it gives birth to, imports it.
"""

from bot.ingest.confinement import warm
from bot.ingest.pdf import load

load()
warm()
