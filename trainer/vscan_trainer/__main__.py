"""`python -m vscan_trainer`, which `accelerate launch -m vscan_trainer` needs."""

from vscan_trainer.cli import main

main()
