"""Trims, levels and packs the takes that make-words.sh renders. Python's standard library only.

Usage: pack_words.py RAW_DIR OUTPUT.zip
"""

import array
import io
import pathlib
import sys
import wave
import zipfile

RATE_HZ = 16_000
PEAK = 0.5  # of full scale, so that gain in training does not clip
STEP = 32  # samples are multiples of 32: rounding noise below -80 dBFS, and deflate works
BLOCK = 80  # 5 ms
THRESHOLD = 0.01  # of the loudest block's peak: -40 dB
MARGIN_BLOCKS = 2
FADE = 80
LONGEST = int(0.8 * RATE_HZ)


def read(path):
    with wave.open(str(path)) as file:
        assert file.getparams()[:3] == (1, 2, RATE_HZ), path
        return array.array("h", file.readframes(file.getnframes()))


def trim(samples):
    peaks = [max(abs(v) for v in samples[i : i + BLOCK]) for i in range(0, len(samples), BLOCK)]
    loud = [i for i, peak in enumerate(peaks) if peak >= THRESHOLD * max(peaks)]
    first = max(0, loud[0] - MARGIN_BLOCKS) * BLOCK
    end = (loud[-1] + 1 + MARGIN_BLOCKS) * BLOCK
    return samples[first:end]


def level(samples):
    scale = PEAK * 32767 / max(abs(v) for v in samples)
    fade = [min(1.0, (i + 1) / FADE, (len(samples) - i) / FADE) for i in range(len(samples))]
    return array.array("h", (STEP * round(v * scale * f / STEP) for v, f in zip(samples, fade)))


def wav(samples):
    if sys.byteorder == "big":
        samples.byteswap()
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


def main(raw, out):
    lengths = []
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(pathlib.Path(raw).glob("*/*.wav")):
            samples = level(trim(read(path)))
            if len(samples) > LONGEST:
                print(f"pack_words: {path.parent.name}/{path.name}: {len(samples)} samples", file=sys.stderr)
            lengths.append(len(samples))
            entry = zipfile.ZipInfo(f"{path.parent.name}/{path.name}", (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, wav(samples), zipfile.ZIP_DEFLATED, 9)
    size = pathlib.Path(out).stat().st_size
    seconds = [round(v / RATE_HZ, 2) for v in (min(lengths), sum(lengths) / len(lengths), max(lengths))]
    print(f"{len(lengths)} clips, shortest, mean and longest {seconds} s, {size} bytes: {out}")


if __name__ == "__main__":
    main(*sys.argv[1:])
