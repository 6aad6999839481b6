//! 督办 duban: one binary; see `duban --help`.

/// Gives memory back after a burst, which glibc's arenas, one for each thread that ever was busy, do not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    duban::cli::run()
}
