"""Networks that look at pictures: the one that was trained on ImageNet, a finder of boxes on top of it, and the distance from normal."""
