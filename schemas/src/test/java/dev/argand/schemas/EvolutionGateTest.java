package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EvolutionGateTest {
  private static final Schema V1 =
      record().requiredString("sourceId").requiredLong("index").endRecord();

  static List<Path> currentSchemas() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src", "main", "avro"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("currentSchemas")
  void everyCurrentSchema_isReleasedAndMutuallyCompatible(Path file) throws IOException {
    Schema current = new Schema.Parser().parse(file.toFile());

    assertThat(EvolutionGate.violations(current, ReleasedSchemas.of(current.getName()))).isEmpty();
  }

  @Test
  void releasedSchemas_holdNothingThatIsNotCurrentAnyMore() throws IOException {
    List<String> names =
        currentSchemas().stream()
            .map(file -> file.getFileName().toString().replace(".avsc", ""))
            .toList();
    try (Stream<Path> released = Files.list(Path.of("src", "main", "resources", "released"))) {
      assertThat(released.map(file -> file.getFileName().toString()))
          .allMatch(file -> names.contains(file.replaceFirst("-v[1-9][0-9]*[.]avsc$", "")));
    }
  }

  @Test
  void everyRelease_hasItsPublishedFingerprint() {
    // A released file must never be edited: these are the fingerprints that are on the wire.
    assertThat(
            Stream.of(
                    "AliasEvent",
                    "AudioFrame",
                    "ClipCut",
                    "ClipRequest",
                    "Detection",
                    "Evaluation",
                    "Label",
                    "ModelAnnouncement",
                    "ModelDeployment",
                    "Recognition",
                    "SearchDecision",
                    "SearchProgress",
                    "ShedRange")
                .flatMap(name -> fingerprints(name).stream())
                .map(Long::toHexString))
        .containsExactly(
            "477a15575fb63d12",
            "3dbcced9fb2d2a21",
            "c87b09a984afa8ac",
            "3ce0b3c347e06b44",
            "80a5013cb5292c85",
            "d19612b52e9af914",
            "7bc8db5d98a4dd78",
            "1bd5aff4f7c01a29",
            "415b2a697dc5f330",
            "e0d05bc7bd59a971",
            "ce3098ee81dbc493",
            "850d4f941cfe42d2",
            "3d3244d120396380",
            "ce2bba21d38e7e34",
            "17a07b57c5ee271",
            "a59b8cefafa9f1cc",
            "f7198785f3c9b3e7");
  }

  @Test
  void generatedClass_isMadeFromTheCurrentSchema() {
    assertThat(SchemaNormalization.parsingFingerprint64(AudioFrame.getClassSchema()))
        .isEqualTo(fingerprints("AudioFrame").get(0));
  }

  @Test
  void gate_forAnAddedFieldWithDefault_asksOnlyForTheRelease() {
    Schema v2 = withIndex().optionalString("note").endRecord();

    assertThat(EvolutionGate.violations(v2, List.of(V1)))
        .singleElement()
        .asString()
        .contains("Frame-v2.avsc");
    assertThat(EvolutionGate.violations(v2, List.of(V1, v2))).isEmpty();
  }

  @Test
  void gate_forAnAddedFieldWithoutDefault_refuses() {
    Schema v2 = withIndex().requiredString("note").endRecord();

    assertThat(EvolutionGate.violations(v2, List.of(V1, v2)))
        .singleElement()
        .asString()
        .contains("current reads Frame-v1");
  }

  @Test
  void gate_forARemovedField_refuses() {
    Schema v2 = record().requiredString("sourceId").endRecord();

    assertThat(EvolutionGate.violations(v2, List.of(V1, v2)))
        .singleElement()
        .asString()
        .contains("Frame-v1 reads current");
  }

  @Test
  void gate_forAChangedType_refuses() {
    Schema v2 = record().requiredString("sourceId").requiredString("index").endRecord();

    assertThat(EvolutionGate.violations(v2, List.of(V1, v2))).hasSize(2);
  }

  @Test
  void gate_forANeverReleasedRecord_refuses() {
    assertThat(EvolutionGate.violations(V1, List.of()))
        .singleElement()
        .asString()
        .contains("Frame-v1.avsc");
  }

  private static List<Long> fingerprints(String recordName) {
    return ReleasedSchemas.of(recordName).stream()
        .map(SchemaNormalization::parsingFingerprint64)
        .toList();
  }

  private static SchemaBuilder.FieldAssembler<Schema> record() {
    return SchemaBuilder.record("Frame").namespace("dev.argand.test").fields();
  }

  private static SchemaBuilder.FieldAssembler<Schema> withIndex() {
    return record().requiredString("sourceId").requiredLong("index");
  }
}
