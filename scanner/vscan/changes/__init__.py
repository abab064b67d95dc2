"""What has changed in a git checkout or by a patch: files with their text before and after."""

from __future__ import annotations

from vscan.changes.base import ChangeError, Edit
from vscan.changes.matching import Touched, touched
from vscan.changes.patch import patch_edits
from vscan.changes.repository import Repository

__all__ = ["ChangeError", "Edit", "Repository", "Touched", "patch_edits", "touched"]
