"""Results kept between runs."""

from vscan.cache.folder import MAX_BYTES, CacheError, Contents, cache_folder, clean, contents, last_kept
from vscan.cache.store import Cache

__all__ = [
    "MAX_BYTES",
    "Cache",
    "CacheError",
    "Contents",
    "cache_folder",
    "clean",
    "contents",
    "last_kept",
]
