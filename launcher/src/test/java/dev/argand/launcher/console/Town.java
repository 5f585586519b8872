package dev.argand.launcher.console;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.SourcePartition;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.EdgeWeights;
import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.schemas.avro.Trigger;
import dev.argand.schemas.avro.WindowDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes what the services of a lively installation would, straight onto the topics. */
final class Town implements AutoCloseable {
  static final List<String> LABELS =
      List.of("bark", "bell", "drip", "engine", "knock", "siren", "whistle", "background");

  private static final String FRONT_END = "f".repeat(64);
  private static final List<String> OPERATIONS =
      List.of("none", "skip_connect", "avg_pool_3x3", "sep_conv_3x3", "dil_conv_3x3");

  private final String prefix;
  private final Producer<String, byte[]> producer;
  private long generation;

  Town(String bootstrapServers, String prefix) {
    this.prefix = prefix;
    this.producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(bootstrapServers, "town"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  static String digest(int version) {
    return "%08x".formatted(0x3f7a90c1 * version).repeat(8);
  }

  /** A source that plays in real time until it is told otherwise. */
  SoundSource source(String id, SoundSource.Sound sound) {
    return new SoundSource(id, sound, frame -> send(Topic.AUDIO_FRAMES, id, frame));
  }

  void publish(int version, double accuracy, @Nullable GateResult gate) {
    send(
        Topic.MODELS,
        digest(version),
        new ModelAnnouncement(
            digest(version),
            version,
            "run-" + version,
            LABELS,
            "COMPLEX",
            "normal: sep_conv_3x3(0,2) skip_connect(1,2) dil_conv_3x3(0,3) sep_conv_3x3(2,3)",
            48_216L + 1_204L * version,
            FRONT_END,
            accuracy,
            micros(),
            "d".repeat(64),
            gate));
  }

  static GateResult gate(boolean promoted, double champion, double challenger) {
    double difference = challenger - champion;
    String reason =
        promoted
            ? "better by %.1f points (95 %%: %.1f to %.1f) on 212 clips"
                .formatted(100 * difference, 100 * difference - 3.1, 100 * difference + 3.4)
            : "no better: a tie keeps the champion";
    return new GateResult(
        promoted,
        reason,
        digest(1),
        champion,
        challenger,
        difference - 0.031,
        difference + 0.034,
        212,
        micros());
  }

  void promote(int version, String who, String why) {
    AliasEvent event = new AliasEvent("champion", digest(version), generation, who, why, micros());
    generation++;
    send(Topic.MODEL_ALIASES, "champion", event);
  }

  void deploy(String instance, int version, String failure, long ageMillis) {
    send(
        Topic.MODEL_DEPLOYMENTS,
        instance,
        new ModelDeployment(
            instance,
            generation,
            digest(version),
            version,
            generation,
            failure,
            micros() - 1_000 * ageMillis,
            ""));
  }

  void recognise(String source, long k, String label, double score, int version) {
    recognise(source, k, label, score, version, micros() - 1_000_000);
  }

  void recognise(String source, long k, String label, double score, int version, long startMicros) {
    List<Float> scores = new ArrayList<>();
    for (int i = 0; i < LABELS.size(); i++) {
      double share = (1 - score) * (i + 1) / (LABELS.size() * (LABELS.size() + 1) / 2.0);
      scores.add((float) (LABELS.get(i).equals(label) ? score : share));
    }
    Recognition recognition =
        new Recognition(
            WindowId.of(source, "s", Route.CHAMPION, FRONT_END, k),
            source,
            "s",
            Route.CHAMPION,
            FRONT_END,
            k,
            8_000 * k,
            16_000L,
            16_000,
            startMicros,
            startMicros + 1_000_000,
            digest(version),
            version,
            generation,
            label,
            (float) score,
            0.5f,
            score >= 0.5 && !label.equals("background"),
            scores,
            WindowDecision.UNKNOWN,
            null,
            List.of());
    send(Topic.RECOGNITIONS, source, recognition);
  }

  void judge(int version, int windows, double share) {
    for (int k = 0; k < windows; k++) {
      String source = "porch";
      String windowId = WindowId.of(source, "v" + version, Route.CHAMPION, FRONT_END, k);
      boolean right = k < share * windows;
      Evaluation evaluation =
          new Evaluation(
              windowId,
              source,
              "v" + version,
              8_000L * k,
              micros(),
              "label-" + k,
              "bell",
              right ? "bell" : "siren",
              right ? "bell" : "siren",
              0.8f,
              digest(version),
              version,
              generation,
              micros());
      producer.send(
          new ProducerRecord<>(
              Topic.EVALUATIONS.topicName(prefix),
              SourcePartition.of(source, Topic.EVALUATIONS.partitions()),
              windowId,
              bytes(evaluation)));
    }
    producer.flush();
  }

  void decide(String id, Trigger trigger, Decision decision, String who, String reason) {
    send(
        Topic.SEARCH_REQUESTS,
        id,
        new SearchDecision(
            id, trigger, decision, reason, who, "run-2", "bundled", "cpu", 7L, 212L, micros()));
  }

  void progress(RunState state, String phase, int done, int total, String message) {
    send(Topic.SEARCH_PROGRESS, "run", progressOf(state, phase, done, total, message, List.of()));
  }

  /** An epoch of the search: edges that begin alike and part ways. */
  void epoch(int epoch, int epochs) {
    List<EdgeWeights> edges = new ArrayList<>();
    for (String cell : List.of("normal", "reduction")) {
      for (int target = 2; target <= 4; target++) {
        for (int source = 0; source < target; source++) {
          edges.add(edge(cell, source, target, (double) epoch / epochs));
        }
      }
    }
    send(
        Topic.SEARCH_PROGRESS,
        "run",
        progressOf(RunState.WORKING, "search", epoch, epochs, "", edges));
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }

  private static SearchProgress progressOf(
      RunState state, String phase, int done, int total, String message, List<EdgeWeights> edges) {
    double part = total == 0 ? 0 : (double) done / total;
    Map<String, Double> values =
        done == 0
            ? Map.of()
            : Map.of(
                "loss", 2.1 * Math.exp(-2.2 * part) + 0.05 * Math.sin(9.0 * done),
                "accuracy", 0.93 - 0.8 * Math.exp(-2.6 * part),
                "gap", 0.04 + 0.1 * part,
                "maxAlpha", 0.2 + 0.6 * part);
    return new SearchProgress(
        "9c41d2e7b05f8a36", state, phase, done, total, values, edges, null, message, micros());
  }

  private static EdgeWeights edge(String cell, int source, int target, double part) {
    int winner = (3 * target + source + cell.length()) % OPERATIONS.size();
    Map<String, Double> weights = new TreeMap<>();
    double sum = 0;
    for (int o = 0; o < OPERATIONS.size(); o++) {
      double bias = o == winner ? 3.2 : 0.9 * Math.cos(2.0 * o + target);
      double weight = Math.exp(bias * part * part + 0.1 * Math.sin(5 * part + o));
      weights.put(OPERATIONS.get(o), weight);
      sum += weight;
    }
    double total = sum;
    weights.replaceAll((name, weight) -> weight / total);
    double gate = 0.5 + (source % 2 == 0 ? 0.45 : -0.4) * part;
    return new EdgeWeights(cell, source, target, gate, weights);
  }

  private <T extends SpecificRecord> void send(Topic topic, String key, T record) {
    producer.send(new ProducerRecord<>(topic.topicName(prefix), key, bytes(record)));
  }

  @SuppressWarnings("unchecked")
  private static <T extends SpecificRecord> byte[] bytes(T record) {
    return AvroCodec.of((Class<T>) record.getClass()).encode(record);
  }

  static long micros() {
    return 1_000 * System.currentTimeMillis();
  }
}
