package dev.argand.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Every version of a record that was ever released, oldest first: the resources {@code
 * released/NAME-v1.avsc}, {@code -v2}, and so on without a hole.
 */
final class ReleasedSchemas {
  private ReleasedSchemas() {}

  /** The released versions of the named record; empty for one that was never released. */
  static List<Schema> of(String recordName) {
    List<Schema> schemas = new ArrayList<>();
    for (Schema schema = load(recordName, 1);
        schema != null;
        schema = load(recordName, schemas.size() + 1)) {
      schemas.add(schema);
    }
    return List.copyOf(schemas);
  }

  private static @Nullable Schema load(String recordName, int version) {
    String resource = "/released/%s-v%d.avsc".formatted(recordName, version);
    try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
      return in == null ? null : new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
