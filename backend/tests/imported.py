"""Run as a program: prints which heavy libraries the application imports when it is made without a key."""

import sys

from app.main import app

assert app
sys.stdout.write(" ".join(name for name in ("agents", "openai") if name in sys.modules))
