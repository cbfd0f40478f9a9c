"""The handbook in one of its languages; everything is in ../handbook.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import handbook

language = "en"
globals().update(handbook.settings(language))
