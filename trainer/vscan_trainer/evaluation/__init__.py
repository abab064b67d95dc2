"""What a model's scores are worth: figures, operating points, baselines, comparisons."""
