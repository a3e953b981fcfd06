//! Runs the cases under `tests/cli`, one file a case; see `tests/README.md`.

#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cli/*.toml").case("tests/cli/*.trycmd");
}
