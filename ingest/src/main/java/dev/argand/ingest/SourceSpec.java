package dev.argand.ingest;

import dev.argand.schemas.FrameBounds;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A source to play.
 *
 * @param sourceId who hears: the key of its records, at most 512 bytes in UTF-8
 * @param path an audio file, or a folder whose audio files, those of its folders too, are played in
 *     the order of their paths
 * @param speed 1 is real time, 10 ten times as fast, 0 as fast as Kafka takes it
 * @param loop whether to begin again at the end, each time as a new session; needs a speed above 0,
 *     since it would fill the disk without one
 */
public record SourceSpec(String sourceId, Path path, double speed, boolean loop) {
  public SourceSpec {
    requireId(sourceId);
    Pacer.requireSpeed(speed);
    if (loop && speed == 0) {
      throw new IllegalArgumentException("a loop needs a speed above 0, source " + sourceId);
    }
  }

  /**
   * Makes sure that there is something to play: a file, or a folder in which, or in whose folders,
   * a file is named as audio files are. Whether it decodes shows when it is played.
   *
   * @throws IOException naming the path and what is looked for
   */
  public void requireAudio() throws IOException {
    FileProgramme.files(path);
  }

  static void requireId(String sourceId) {
    if (sourceId.isBlank()) {
      throw new IllegalArgumentException(
          "sourceId must not be blank, was \"%s\"".formatted(sourceId));
    }
    FrameBounds.id("sourceId", sourceId)
        .ifPresent(
            wrong -> {
              throw new IllegalArgumentException(wrong);
            });
  }
}
