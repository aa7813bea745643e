//! What makes foreign text searchable, from raw bytes.

use crate::fold::folded;

/// Text as it is kept for searching.
///
/// # Panics
///
/// When folding breaks a promise.
pub fn search(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let once = folded(&text);
    assert_eq!(
        folded(&once),
        once,
        "what is found is folded like what is sought"
    );
    assert_eq!(folded(&text.to_lowercase()), once, "case does not matter");
    let odd = |character: char| !character.is_alphanumeric() && character != ' ';
    assert!(
        !once.contains(odd),
        "only letters, digits and blanks: {once:?}"
    );
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    #[test]
    fn every_file_of_the_corpus_is_folded_alike_however_it_is_written() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus/search");
        let mut files = 0;
        for file in fs::read_dir(corpus).expect("the corpus") {
            let path = file.expect("a readable folder").path();
            let bytes = fs::read(&path).expect("a readable file");
            let folded = std::panic::catch_unwind(|| super::search(&bytes));
            assert!(folded.is_ok(), "{} breaks the fold", path.display());
            files += 1;
        }
        assert!(files > 10, "hardly a corpus: {files}");
    }
}
