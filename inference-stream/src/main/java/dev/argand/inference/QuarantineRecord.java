package dev.argand.inference;

import dev.argand.inference.Incoming.Poison;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record of {@code audio.quarantine} for one that cannot be heard: as it came, with
 * headers that say why. What would not fit that topic is cut and says so: poison must never stop
 * the stream by its size.
 */
final class QuarantineRecord {
  /** Key, value and headers together; below the topic's limit of 2 MiB. */
  static final int MOST_BYTES = (2 << 20) - (1 << 16);

  /** What is kept of a value or key that does not fit. */
  static final int KEPT_BYTES = 1 << 16;

  /** Two variable-length integers of at most five bytes. */
  private static final int HEADER_OVERHEAD = 10;

  private static final int MOST_DETAIL_CHARACTERS = 1_000;

  private QuarantineRecord() {}

  static Record<byte[], byte[]> of(
      Record<byte[], byte[]> record, Poison poison, Optional<RecordMetadata> from) {
    int size = length(record.key()) + length(record.value()) + length(record.headers());
    boolean fits = size <= MOST_BYTES;
    Headers headers = fits ? new RecordHeaders(record.headers().toArray()) : new RecordHeaders();
    add(headers, QuarantineHeader.REASON, poison.reason().tag());
    add(headers, QuarantineHeader.DETAIL, shortened(poison.detail()));
    from.ifPresent(
        place -> {
          add(headers, QuarantineHeader.TOPIC, place.topic());
          add(headers, QuarantineHeader.PARTITION, Integer.toString(place.partition()));
          add(headers, QuarantineHeader.OFFSET, Long.toString(place.offset()));
        });
    if (!fits) {
      add(
          headers,
          QuarantineHeader.CUT,
          "of %d bytes of key, %d of value, %d of headers the first %d of key and value are kept"
              .formatted(
                  length(record.key()),
                  length(record.value()),
                  length(record.headers()),
                  KEPT_BYTES));
    }
    return new Record<>(
        fits ? record.key() : kept(record.key()),
        fits ? record.value() : kept(record.value()),
        record.timestamp(),
        headers);
  }

  private static void add(Headers headers, QuarantineHeader header, String text) {
    headers.add(header.key(), text.getBytes(StandardCharsets.UTF_8));
  }

  private static String shortened(String detail) {
    return detail.length() <= MOST_DETAIL_CHARACTERS
        ? detail
        : detail.substring(0, MOST_DETAIL_CHARACTERS) + "…";
  }

  private static byte @Nullable [] kept(byte @Nullable [] bytes) {
    return bytes == null || bytes.length <= KEPT_BYTES ? bytes : Arrays.copyOf(bytes, KEPT_BYTES);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Of headers on the wire, at most: each has two lengths besides its key and value. */
  private static int length(Headers headers) {
    long length = 0;
    for (Header header : headers) {
      length += HEADER_OVERHEAD + Utils.utf8Length(header.key()) + length(header.value());
    }
    return (int) Math.min(length, Integer.MAX_VALUE / 4);
  }
}
