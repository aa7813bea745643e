#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| inbox_platforms::fuzzing::run("chatwoot", bytes));
