package dev.argand.search.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A public data set as its authors offer it.
 *
 * @param name what a person calls it
 * @param about what it is and whose, one line
 * @param licence under which it is offered
 * @param address of its archive, {@code .tar.gz} or {@code .zip}
 * @param bytes size of the archive, about
 * @param checksum of the archive, null where none is published and the archive may change
 * @param folders what of the archive is wanted, below its leading folder; empty for all of it
 * @param hasLeadingFolder whether everything lies in one folder, which is left out
 */
public record PublicData(
    String name,
    String about,
    String licence,
    URI address,
    long bytes,
    @Nullable Checksum checksum,
    List<String> folders,
    boolean hasLeadingFolder) {

  private static final List<PublicData> ALL =
      List.of(
          new PublicData(
              "speech-commands",
              "35 spoken words of 2618 speakers, 105829 clips at 16 kHz (P. Warden, 2018), v0.02",
              "CC BY 4.0",
              URI.create(
                  "https://storage.googleapis.com/download.tensorflow.org/data/"
                      + "speech_commands_v0.02.tar.gz"),
              2_428_923_189L,
              Checksum.sha256("af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58"),
              List.of(),
              false),
          new PublicData(
              "fsdd",
              "spoken digits of six speakers, 3000 clips at 8 kHz (Z. Jackson and others), v1.0.9",
              "CC BY-SA 4.0",
              URI.create(
                  "https://github.com/Jakobovski/free-spoken-digit-dataset/archive/v1.0.9.tar.gz"),
              11_975_353L,
              Checksum.sha256("8bc44cde129d505cbbb6b365c09f80c663f2aa77578afc634e6141a2f87100c0"),
              List.of("recordings"),
              true),
          new PublicData(
              "esc-50",
              "50 environmental sounds, 2000 clips at 44.1 kHz (K. J. Piczak, 2015)",
              "CC BY-NC 3.0",
              URI.create("https://github.com/karolpiczak/ESC-50/archive/master.zip"),
              645_000_000L,
              new Checksum("MD5", "7771e4b9d86d0945acce719c7a59305a"),
              List.of("audio", "meta"),
              true),
          new PublicData(
              "audio-mnist",
              "spoken digits of 60 speakers, 30000 clips at 48 kHz (S. Becker and others, 2018)",
              "MIT",
              URI.create("https://github.com/soerenab/AudioMNIST/archive/refs/heads/master.zip"),
              950_000_000L,
              null,
              List.of("data"),
              true));

  public PublicData {
    folders = List.copyOf(folders);
  }

  /** Every set that is known, by name. */
  public static List<PublicData> all() {
    return ALL;
  }

  /** The set of a name. */
  public static Optional<PublicData> named(String name) {
    return ALL.stream().filter(set -> set.name().equals(name)).findFirst();
  }
}
