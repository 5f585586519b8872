package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.WavReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A WAV file whose bytes are known by their SHA-256: another content is refused when read. */
record FrozenAudio(Path file, String sha256) implements ClipAudio {
  @Override
  public AudioClip load() throws IOException {
    return WavReader.read(new ByteArrayInputStream(verifiedBytes()), file.toString())
        .mono(ChannelSelection.MIX);
  }

  @Override
  public void digestInto(MessageDigest digest) throws IOException {
    digest.update(verifiedBytes());
  }

  byte[] verifiedBytes() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("clip %s is gone".formatted(file));
    }
    byte[] bytes = Files.readAllBytes(file);
    String actual = HexFormat.of().formatHex(DataSet.sha256().digest(bytes));
    if (!actual.equals(sha256)) {
      throw new IOException(
          "clip %s was changed: SHA-256 %s was expected, is %s".formatted(file, sha256, actual));
    }
    return bytes;
  }
}
