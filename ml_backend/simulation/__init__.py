"""The learning loop replayed on labels that exist already."""

from ml_backend.simulation.play import Guest, Sight
from ml_backend.simulation.result import BASELINE, MEASURES, SHARE, Simulation
from ml_backend.simulation.simulate import ORACLES, simulate

__all__ = ["BASELINE", "MEASURES", "ORACLES", "SHARE", "Guest", "Sight", "Simulation", "simulate"]
