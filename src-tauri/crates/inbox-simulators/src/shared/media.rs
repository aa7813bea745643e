//! Pictures, sounds and documents that really load: made from their name, never stored.
//!
//! `photo-7.png`, `voice-7.wav`, `recording-7.wav`, `document-7.pdf`: the number picks colour,
//! pitch and text, the extension the kind.

use std::{fmt::Write, sync::LazyLock};

use crate::shared::dice::Dice;

/// A file a message points to.
pub(crate) struct MediaFile {
    pub(crate) content_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Makes the file of that name; `None` when the name is not one of ours.
pub(crate) fn make(name: &str) -> Option<MediaFile> {
    let (stem, extension) = name.rsplit_once('.')?;
    let (_, number) = stem.rsplit_once('-')?;
    let mut dice = Dice::new(number.parse().ok()?);
    let bytes = match extension {
        "png" => picture(&mut dice),
        "wav" => tone(&mut dice),
        "pdf" => document(number),
        _ => return None,
    };
    Some(MediaFile {
        content_type: content_type(name),
        bytes,
    })
}

/// How many bytes [`make`] would make; lists say it of thousands of files, which nobody wants made.
pub(crate) fn size(name: &str) -> Option<usize> {
    // Every picture is of one size, so one is made to be weighed.
    static PICTURE: LazyLock<usize> = LazyLock::new(|| picture(&mut Dice::new(0)).len());
    let (stem, extension) = name.rsplit_once('.')?;
    let (_, number) = stem.rsplit_once('-')?;
    let mut dice = Dice::new(number.parse().ok()?);
    match extension {
        "png" => Some(*PICTURE),
        "wav" => Some(WAV_HEADER + seconds(&mut dice) as usize * SAMPLE_RATE as usize * 2),
        "pdf" => Some(document(number).len()),
        _ => None,
    }
}

/// The media type that goes with a file name.
pub(crate) fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "wav" => "audio/wav",
        "ogg" | "opus" => "audio/ogg",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

const WIDTH: usize = 160;
const HEIGHT: usize = 120;

/// A colour gradient with a lighter square, as an uncompressed PNG.
fn picture(dice: &mut Dice) -> Vec<u8> {
    let from: [u8; 3] = [dice.next() as u8, dice.next() as u8, dice.next() as u8];
    let to: [u8; 3] = [dice.next() as u8, dice.next() as u8, dice.next() as u8];
    let (left, top) = (dice.below(WIDTH - 50), dice.below(HEIGHT - 50));
    let mut raw = Vec::with_capacity((WIDTH * 3 + 1) * HEIGHT);
    for y in 0..HEIGHT {
        raw.push(0);
        for x in 0..WIDTH {
            let square = (left..left + 50).contains(&x) && (top..top + 50).contains(&y);
            for (start, end) in from.iter().zip(to) {
                let blend = usize::from(*start) * (WIDTH - x) + usize::from(end) * x;
                let shade = (blend / WIDTH) as u8;
                raw.push(if square {
                    shade.saturating_add(60)
                } else {
                    shade
                });
            }
        }
    }
    let mut header = Vec::new();
    header.extend((WIDTH as u32).to_be_bytes());
    header.extend((HEIGHT as u32).to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"IDAT", &stored_zlib(&raw));
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    png.extend((data.len() as u32).to_be_bytes());
    let start = png.len();
    png.extend(kind);
    png.extend(data);
    let sum = crc32(&png[start..]);
    png.extend(sum.to_be_bytes());
}

/// A zlib stream of stored blocks: valid everywhere, and needs no compressor.
fn stored_zlib(raw: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = raw.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        stream.push(u8::from(blocks.peek().is_none()));
        let length = block.len() as u16;
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(raw).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            }
        })
    })
}

fn adler32(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    (high << 16) | low
}

const SAMPLE_RATE: u32 = 8_000;

/// Bytes of a WAV file before its samples.
const WAV_HEADER: usize = 44;

fn seconds(dice: &mut Dice) -> u32 {
    dice.between(2, 4) as u32
}

/// Two to four seconds of a soft tone, 8 kHz mono, 16 bit.
fn tone(dice: &mut Dice) -> Vec<u8> {
    let seconds = seconds(dice);
    let pitch = dice.between(220, 660) as f32;
    let count = SAMPLE_RATE * seconds;
    let samples: Vec<u8> = (0..count)
        .flat_map(|index| {
            let second = index as f32 / SAMPLE_RATE as f32;
            let swell = (second * std::f32::consts::PI / seconds as f32).sin();
            let wave = (second * pitch * std::f32::consts::TAU).sin();
            ((wave * swell * 9_000.0) as i16).to_le_bytes()
        })
        .collect();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + samples.len() as u32).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend(1_u16.to_le_bytes());
    wav.extend(1_u16.to_le_bytes());
    wav.extend(SAMPLE_RATE.to_le_bytes());
    wav.extend((SAMPLE_RATE * 2).to_le_bytes());
    wav.extend(2_u16.to_le_bytes());
    wav.extend(16_u16.to_le_bytes());
    wav.extend(b"data");
    wav.extend((samples.len() as u32).to_le_bytes());
    wav.extend(samples);
    wav
}

/// A one-page PDF that says which document it is.
fn document(number: &str) -> Vec<u8> {
    let text = format!("BT /F1 24 Tf 60 760 Td (Document {number}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut offsets = String::new();
    // Writing to a string cannot fail.
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(offsets, "{:010} 00000 n ", pdf.len());
        let _ = write!(pdf, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = pdf.len();
    let size = objects.len() + 1;
    let _ = write!(pdf, "xref\n0 {size}\n0000000000 65535 f \n{offsets}");
    let _ = write!(
        pdf,
        "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{make, size};

    #[test]
    fn a_file_weighs_what_its_name_promises() {
        for name in ["photo", "voice", "document"] {
            for (number, extension) in (0..12).flat_map(|n| ["png", "wav", "pdf"].map(|e| (n, e))) {
                let name = format!("{name}-{number}.{extension}");
                let made = make(&name).map(|file| file.bytes.len());
                assert!(made.is_some());
                assert_eq!(size(&name), made, "{name}");
            }
        }
        assert_eq!(size("photo.png"), None);
        assert_eq!(size("film-1.mp4"), None);
    }
}
