//! 督办 duban: one binary; see `duban --help`.

fn main() -> std::process::ExitCode {
    duban::cli::run()
}
