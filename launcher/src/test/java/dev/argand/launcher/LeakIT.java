package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleWriter;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.bundle.Golden;
import dev.argand.network.bundle.ManifestDraft;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.bundle.Tensor;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.SoundKind;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.data.SyntheticData;
import dev.argand.search.dataset.LeakCheck;
import dev.argand.search.dataset.LearnedGroups;
import dev.argand.search.publish.PublishException;
import dev.argand.search.publish.Publisher;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that learned from a group that it is tested on never reaches the models topic. */
@Tag("beside")
final class LeakIT {
  private static final String PREFIX = "leak.";
  private static final FrontEnd FRONT_END = new FrontEnd(8_000, 144, 64, 32, 16, 8, 100, 4_000, 10);

  @TempDir Path folder;

  private EmbeddedBroker broker;
  private FolderBundleStore store;
  private Publisher publisher;
  private String data;
  private Splits splits;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "it"))) {
      TopicAdmin.ensure(admin, PREFIX, Topic.MODELS, Topic.MODEL_ALIASES);
    }
    store = FolderBundleStore.create(folder.resolve("bundles"));
    publisher = new Publisher(broker.bootstrapServers(), PREFIX, store, LeakCheck.ofOwnData());
    data = folder.resolve("sounds").toString();
    new SyntheticData(List.of(SoundKind.BELL, SoundKind.KNOCK), 6, 1, 3)
        .write(Path.of(data), done -> {});
    splits = Splits.of(DataSets.open(data));
  }

  @AfterEach
  void stop() {
    publisher.close();
    broker.close();
  }

  @Test
  void plantedLeak_stopsPublishing_andTheSameModelWithoutItIsPublished() throws Exception {
    List<LabeledClip> learned = new ArrayList<>(splits.clips(Split.TRAIN));
    learned.addAll(splits.clips(Split.VALIDATION));
    Path honest = bundle("honest", Map.of(LearnedGroups.KEY, LearnedGroups.text(learned)));
    LabeledClip planted = splits.clips(Split.TEST).get(0);
    learned.add(planted);
    Path leaking = bundle("leaking", Map.of(LearnedGroups.KEY, LearnedGroups.text(learned)));
    Path silent = bundle("silent", Map.of());

    assertThatThrownBy(() -> publisher.publish(leaking))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("it learned from 1 group(s) that it is tested on")
        .hasMessageContaining(planted.group());
    assertThatThrownBy(() -> publisher.publish(silent))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining(LearnedGroups.KEY);
    assertThat(store.digests()).isEmpty();
    assertThat(publisher.announced()).isEmpty();

    assertThat(publisher.publish(honest).getVersion()).isEqualTo(1);
    assertThat(publisher.announced()).hasSize(1);
  }

  private Path bundle(String name, Map<String, String> environment) throws IOException {
    List<String> labels = List.of("background", "bell", "knock");
    Genotype genotype =
        Genotype.parse(
            "SS1 normal[sep3<0 skip<1 | dil5<1 max3<2] reduction[avg3<0 sep5<1 | dil3<0 skip<2]");
    NetworkSpec network =
        new NetworkSpec(Field.COMPLEX, genotype, 2, 1, false, 1, 8, 8, 3, Readout.MODULUS);
    Provenance provenance =
        new Provenance(
            name,
            data,
            "0".repeat(64),
            1,
            "test",
            "none",
            environment,
            Provenance.UNKNOWN_COMMIT,
            null,
            Instant.EPOCH);
    Path file = folder.resolve(name + Bundle.SUFFIX);
    BundleWriter.write(
        file,
        new ManifestDraft(
            labels,
            "background",
            List.of(1.0, 0.5, 0.5),
            FRONT_END,
            network,
            Map.of("heldOutAccuracy", 1.0),
            provenance,
            1e-5,
            1),
        Map.of("head.bias", Tensor.of(new float[] {0.1f}, 1)),
        new Golden(new float[1][FRONT_END.windowSamples()], new float[][] {{0.5f, 0.25f, 0.25f}}),
        Map.of(Bundle.ARCHITECTURE, "<svg/>".getBytes(StandardCharsets.UTF_8)));
    return file;
  }
}
