package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.search.clip.ClipStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code argand clips} against a real broker. */
@Tag("beside")
class ClipsCommandIT {
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);

  @TempDir Path folder;

  @Test
  void clips_areListedByKind_andCopiedOut() throws Exception {
    Path home = folder.resolve("home");
    byte[] bytes = {1, 2, 3};
    String heard = new ClipStore(home.resolve("heard")).put(bytes);
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        Producer<String, byte[]> producer =
            new KafkaProducer<>(
                KafkaConfigs.producer(broker.bootstrapServers(), "it"),
                new StringSerializer(),
                new ByteArraySerializer())) {
      try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "it"))) {
        TopicAdmin.ensure(admin, "", Topic.CLIPS);
      }
      put(producer, "detection/d1", ClipKind.DETECTION, heard, 2_000_000);
      // The newest audio comes first: one that is gone must not keep the rest back.
      put(producer, "audit/w1", ClipKind.AUDIT, "0".repeat(64), 2_500_000);
      put(producer, "label-1", ClipKind.LABEL, "1".repeat(64), 3_000_000);
      producer.send(new ProducerRecord<>(Topic.CLIPS.topicName(""), "label-1", null)).get();
      String[] where = {
        "--home", home.toString(), "--bootstrap-servers", broker.bootstrapServers()
      };

      assertThat(run(where, "clips", "list"))
          .contains("detection  porch  bell  0.750  1970-01-01 00:00:02")
          .contains("audit")
          .doesNotContain("label-1");
      assertThat(run(where, "clips", "list", "--kind", "detection", "--json"))
          .startsWith("[{\"id\":\"detection/d1\",\"kind\":\"detection\",\"sourceId\":\"porch\"")
          .contains("\"sha256\":\"" + heard + "\"", "\"seconds\":2.0", "\"auditRate\":null");
      assertThat(run(where, "clips", "list", "--kind", "near-miss")).startsWith("No clips");

      Path to = folder.resolve("out");
      run(where, "clips", "export", heard.substring(0, 6), "--to", to.toString());
      assertThat(Files.readAllBytes(to.resolve(heard + ".wav"))).isEqualTo(bytes);
      CommandAnswer gone =
          CommandAnswer.of(where, "clips", "export", "audit/w1", "--to", to.toString());
      assertThat(gone.exitCode()).isEqualTo(1);
      assertThat(gone.err()).contains("the audio of audit/w1 is not in " + home.resolve("heard"));
      Path rest = folder.resolve("rest");
      CommandAnswer all = CommandAnswer.of(where, "clips", "export", "--to", rest.toString());
      assertThat(all.exitCode()).isEqualTo(1);
      assertThat(all.out()).contains("1 clips copied to " + rest + "; 1 are gone");
      assertThat(all.err()).contains("the audio of audit/w1 is not in ");
      assertThat(rest.resolve(heard + ".wav")).exists();
      CommandAnswer json =
          CommandAnswer.of(where, "clips", "export", "--json", "--to", rest.toString());
      assertThat(json.exitCode()).isEqualTo(1);
      assertThat(json.out()).contains("\"gone\":[\"audit/w1\"]", heard + ".wav");
      CommandAnswer unknown =
          CommandAnswer.of(where, "clips", "export", "nobody", "--to", to.toString());
      assertThat(unknown.exitCode()).isEqualTo(2);
      assertThat(unknown.err()).contains("no clip is called nobody");
    }
  }

  private static String run(String[] where, String... command) {
    CommandAnswer answer = CommandAnswer.of(where, command);
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    return answer.out().strip().replaceAll(" {3,}", "  ");
  }

  private static void put(
      Producer<String, byte[]> producer, String id, ClipKind kind, String sha256, long micros)
      throws Exception {
    ClipCut clip =
        ClipCut.newBuilder()
            .setLabelId(id)
            .setSourceId("porch")
            .setSessionId("s")
            .setFirstSampleIndex(0)
            .setEndSampleIndex(16_000)
            .setSampleRateHz(8_000)
            .setStartTimeMicros(micros)
            .setLabel("bell")
            .setGroup("porch/1970-01-01")
            .setSha256(sha256)
            .setLabelledAtMicros(0)
            .setKind(kind)
            .setScore(0.75f)
            .build();
    producer.send(new ProducerRecord<>(Topic.CLIPS.topicName(""), id, CLIPS.encode(clip))).get();
  }
}
