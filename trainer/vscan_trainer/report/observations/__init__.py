"""What a folder of runs adds up to: the record's open questions, answered by measurement."""

from vscan_trainer.report.observations.write import write_observations

__all__ = ["write_observations"]
