package dev.argand.inference.rollout;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How long the model took for a window: a header of its recognition. It is no part of what was
 * recognised, which is the same each time.
 */
public final class ModelTime {
  static final String NAME = "argand-model-micros";

  private ModelTime() {}

  /** Headers of a recognition. */
  public static Headers header(long nanos) {
    String micros = Long.toString(TimeUnit.NANOSECONDS.toMicros(nanos));
    return new RecordHeaders().add(NAME, micros.getBytes(StandardCharsets.US_ASCII));
  }

  /** Microseconds, where they are said. */
  static OptionalLong micros(Headers headers) {
    Header header = headers.lastHeader(NAME);
    if (header == null || header.value() == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
