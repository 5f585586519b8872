package dev.argand.schemas;

import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/**
 * What a change of a record must keep: services are upgraded one at a time and topics outlive
 * releases, so a new reader reads every released writer, and every released reader reads a new
 * writer.
 */
final class EvolutionGate {
  private EvolutionGate() {}

  /** What is wrong with a current schema beside its released versions; empty if it may be built. */
  static List<String> violations(Schema current, List<Schema> released) {
    List<String> violations = new ArrayList<>();
    if (released.isEmpty() || !current.equals(released.get(released.size() - 1))) {
      violations.add(
          "%s differs from its newest released version: add it as released/%s-v%d.avsc"
              .formatted(current.getName(), current.getName(), released.size() + 1));
    }
    for (int i = 0; i < released.size(); i++) {
      String version = current.getName() + "-v" + (i + 1);
      check("current reads " + version, current, released.get(i), violations);
      check(version + " reads current", released.get(i), current, violations);
    }
    return violations;
  }

  private static void check(String what, Schema reader, Schema writer, List<String> violations) {
    SchemaPairCompatibility pair = checkReaderWriterCompatibility(reader, writer);
    if (pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
      violations.add("broken: " + what + ": " + pair.getResult().getIncompatibilities());
    }
  }
}
