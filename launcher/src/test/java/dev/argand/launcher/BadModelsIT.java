package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.BundleModelLoader;
import dev.argand.inference.InferenceService;
import dev.argand.inference.Model;
import dev.argand.inference.ModelLoader;
import dev.argand.inference.rollout.RollbackPolicy;
import dev.argand.inference.rollout.RolloutGuard;
import dev.argand.launcher.command.CommandAnswer;
import dev.argand.network.LoadBudget;
import dev.argand.network.ModelEngine;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.bundle.Manifest;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.bundle.Tensor;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.schemas.avro.Recognition;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LiveScene;
import dev.argand.search.data.Split;
import dev.argand.search.dataset.LeakCheck;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.LabelMap;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.publish.Publisher;
import dev.argand.search.train.BundleMaker;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundles of a network that was searched and trained here, spoilt in each of the ways that a load
 * gate cannot see: as challengers of half of the sources, which play sounds of its labels, each is
 * taken back by itself, and one that was trained anew from another seed is not. {@link RolloutIT}
 * is the short form, with a model of energies.
 */
final class BadModelsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final int RATE = 16_000;
  private static final int FRAME = RATE / 10;
  private static final int SOURCES = 8;
  private static final int PERCENT = 50;
  private static final long GOOD_WINDOWS = 400;

  @TempDir Path folder;
  private final List<Voice> voices = new ArrayList<>();

  /** A source that says its scene over and over. */
  private static final class Voice {
    private final String sourceId;
    private final float[] scene;
    private long next;

    Voice(int number, float[] scene) {
      this.sourceId = "source-" + number;
      this.scene = scene;
    }

    AudioFrame frame() {
      ByteBuffer bytes = ByteBuffer.allocate(2 * FRAME).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < FRAME; i++) {
        float sample = scene[(int) ((next + i) % scene.length)];
        bytes.putShort((short) Math.round(32_767 * Math.max(-1, Math.min(1, sample))));
      }
      long first = next;
      next += FRAME;
      return new AudioFrame(
          sourceId,
          "0000000000001-00000001",
          first,
          RATE,
          1,
          FrameEncoding.S16LE,
          next * 1_000_000 / RATE,
          bytes.flip(),
          false);
    }
  }

  @Test
  @Tag("long")
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void spoiltNetworks_areTakenBack_andOneThatWasTrainedAnewIsNot() throws Exception {
    try (CircleBench bench = new CircleBench(folder)) {
      Path data = bench.easyData();
      Path good = search(bench, data, 1);
      Bundle bundle = Bundle.read(good);
      FolderBundleStore store = FolderBundleStore.create(folder.resolve("bundles"));
      Map<String, Path> tried = new HashMap<>();
      tried.put("random weights", spoilt(bundle, shuffled(bundle), bundle.manifest().labels(), 1));
      tried.put("permuted labels", spoilt(bundle, bundle.weights(), permuted(bundle), 2));
      tried.put("always on", spoilt(bundle, alwaysOn(bundle), bundle.manifest().labels(), 3));
      Path notANumber = spoilt(bundle, bundle.weights(), bundle.manifest().labels(), 4);
      tried.put("no number in one window of forty", notANumber);
      assertThatThrownBy(() -> spoilt(bundle, withNaN(bundle), bundle.manifest().labels(), 5))
          .as("weights that are no numbers are not even written")
          .hasMessageContaining("NaN");
      String nanDigest = Bundle.read(notANumber).digest();
      compose(data);
      try (Publisher publisher =
              new Publisher(bench.bootstrapServers(), "", store, LeakCheck.ofOwnData());
          ModelDesk desk = new ModelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
          Producer<String, byte[]> producer =
              new KafkaProducer<>(
                  KafkaConfigs.producer(bench.bootstrapServers(), "bad-models-it"),
                  new StringSerializer(),
                  new ByteArraySerializer());
          RecognitionReader reader = new RecognitionReader(bench.bootstrapServers(), "");
          AutoCloseable guard =
              RolloutGuard.start(
                  bench.bootstrapServers(),
                  "",
                  RollbackPolicy.defaults(),
                  new Health(),
                  Clock.systemUTC())) {
        TakenBack guardian = new TakenBack(() -> send(producer, 10), PATIENCE);
        String champion = publisher.publish(good).getDigest();
        desk.promote(champion, "it", "it serves");
        ModelLoader loader =
            withNumbersMissing(
                new BundleModelLoader(store, ModelEngine.PYTORCH, LoadBudget.NONE), nanDigest);
        try (InferenceService service = bench.recognition(folder, "one", loader)) {
          for (Map.Entry<String, Path> one : tried.entrySet()) {
            String digest = publisher.publish(one.getValue()).getDigest();
            AliasChange canary = desk.canary(digest, PERCENT, LabelMap.NONE, "it", one.getKey());
            AliasChange back = guardian.awaitChange(desk, canary);
            guardian.awaitHeard(reader, back.generation());
            judge(reader.poll(Duration.ZERO), canary, back, digest, champion);
            System.out.printf(
                "%s: taken back %d ms after the canary began: %s%n",
                one.getKey(), Duration.between(canary.at(), back.at()).toMillis(), back.why());
          }
          Path anew = search(bench, data, 2);
          String digest = publisher.publish(anew).getDigest();
          AliasChange canary = desk.canary(digest, PERCENT, LabelMap.NONE, "it", "trained anew");
          await()
              .atMost(PATIENCE)
              .until(
                  () -> {
                    send(producer, 10);
                    return TakenBack.answers(reader.poll(Duration.ofMillis(50))).stream()
                            .filter(r -> r.getModelDigest().equals(digest))
                            .count()
                        >= GOOD_WINDOWS;
                  });
          assertThat(TakenBack.after(desk, canary.generation())).isEmpty();
        }
      }
    }
  }

  private static Path search(CircleBench bench, Path data, int seed) throws IOException {
    Path out = data.resolveSibling("run-" + seed);
    CommandAnswer answer =
        CommandAnswer.of(
            new String[] {"--home", data.resolveSibling("home").toString()},
            "search",
            "--data",
            data.toString(),
            "--profile",
            bench.easyProfile().toString(),
            "--set",
            "retrain.epochs=40",
            "--seed",
            Integer.toString(seed),
            "--out",
            out.toString());
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    try (var files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(Bundle.SUFFIX)).findAny().orElseThrow();
    }
  }

  /** A bundle that the load gate has nothing against: its goldens are its own answers. */
  private Path spoilt(Bundle bundle, Map<String, Tensor> weights, List<String> labels, int number)
      throws IOException {
    Manifest m = bundle.manifest();
    Provenance own = ModelVariants.another(m.provenance(), number);
    return BundleMaker.write(
        Files.createDirectories(folder.resolve("spoilt-" + number)),
        new BundleMaker.Content(
            labels,
            m.backgroundLabel(),
            m.thresholds(),
            m.frontEnd(),
            m.network(),
            m.metrics(),
            own,
            m.parameters()),
        weights,
        bundle.golden().windows());
  }

  /** Each kernel's values in another order; norms stay, so that it is a network like any other. */
  private static Map<String, Tensor> shuffled(Bundle bundle) {
    Map<String, Tensor> weights = new HashMap<>(bundle.weights());
    weights.replaceAll(
        (name, tensor) -> {
          if (name.contains("norm")) {
            return tensor;
          }
          float[] values = tensor.values().clone();
          int[] order = new int[values.length];
          for (int i = 0; i < order.length; i++) {
            order[i] = i;
          }
          CounterRandom.of(7).at(name).shuffle(order);
          float[] moved = new float[values.length];
          for (int i = 0; i < order.length; i++) {
            moved[i] = values[order[i]];
          }
          return Tensor.of(moved, tensor.shape());
        });
    return weights;
  }

  private static List<String> permuted(Bundle bundle) {
    List<String> labels = new ArrayList<>(bundle.manifest().labels());
    String background = bundle.manifest().backgroundLabel();
    List<Integer> sounds = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.get(i).equals(background)) {
        sounds.add(i);
      }
    }
    Collections.swap(labels, sounds.get(0), sounds.get(1));
    return labels;
  }

  private static Map<String, Tensor> alwaysOn(Bundle bundle) {
    Map<String, Tensor> weights = new HashMap<>(bundle.weights());
    weights.computeIfPresent(
        "head.bias",
        (name, bias) -> {
          float[] values = bias.values().clone();
          int label = bundle.manifest().backgroundIndex() == 0 ? 1 : 0;
          values[label] += 100;
          return Tensor.of(values, bias.shape());
        });
    return weights;
  }

  private static Map<String, Tensor> withNaN(Bundle bundle) {
    Map<String, Tensor> weights = new HashMap<>(bundle.weights());
    weights.computeIfPresent(
        "head.bias",
        (name, bias) -> {
          float[] values = bias.values().clone();
          values[0] = Float.NaN;
          return Tensor.of(values, bias.shape());
        });
    return weights;
  }

  /** What a load gate lets through: no number now and then. */
  private static ModelLoader withNumbersMissing(ModelLoader loader, String digest) {
    return asked -> {
      Model model = loader.load(asked);
      return asked.equals(digest) ? new Lapsing(model) : model;
    };
  }

  private static final class Lapsing implements Model {
    private final Model model;
    private final AtomicInteger calls = new AtomicInteger();

    Lapsing(Model model) {
      this.model = model;
    }

    @Override
    public String digest() {
      return model.digest();
    }

    @Override
    public List<String> labels() {
      return model.labels();
    }

    @Override
    public String backgroundLabel() {
      return model.backgroundLabel();
    }

    @Override
    public List<Double> thresholds() {
      return model.thresholds();
    }

    @Override
    public FrontEnd frontEnd() {
      return model.frontEnd();
    }

    @Override
    public float[] scores(float[] features) {
      float[] scores = model.scores(features);
      if (calls.incrementAndGet() % 40 == 0) {
        scores[1] = Float.NaN;
      }
      return scores;
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private void compose(Path data) throws Exception {
    for (int i = 0; i < SOURCES; i++) {
      LiveScene scene =
          LiveScene.compose(
              DataSets.open(data.toString()),
              Split.TEST,
              Duration.ofSeconds(60),
              CounterRandom.of(3).at(i));
      voices.add(new Voice(i, scene.audio().samples()));
    }
  }

  private void send(Producer<String, byte[]> producer, int frames) {
    AvroCodec<AudioFrame> codec = AvroCodec.of(AudioFrame.class);
    for (int i = 0; i < frames; i++) {
      for (Voice voice : voices) {
        producer.send(
            new ProducerRecord<>(
                Topic.AUDIO_FRAMES.topicName(""), voice.sourceId, codec.encode(voice.frame())));
      }
    }
    producer.flush();
  }

  private static void judge(
      List<Recognition> all, AliasChange canary, AliasChange back, String bad, String champion) {
    List<Recognition> answers = TakenBack.answers(all);
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() == canary.generation())
        .anyMatch(r -> r.getModelDigest().equals(bad));
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() >= back.generation())
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals(champion));
  }
}
