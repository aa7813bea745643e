//! The contract of the simulators.
