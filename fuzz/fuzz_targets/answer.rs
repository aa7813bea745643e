#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for event in inbox_engine::fuzzing::answer(bytes) {
        inbox_platforms::fuzzing::webhook(&event);
    }
});
