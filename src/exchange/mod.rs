//! What comes in and goes out in files: the seed data of a plan.
pub mod seeds;
