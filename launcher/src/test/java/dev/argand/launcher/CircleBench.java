package dev.argand.launcher;

import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.SoundKind;
import dev.argand.search.service.SearchConfig;
import dev.argand.signal.AudioClip;
import dev.argand.signal.WavWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker that can restart, a home, labelled clips, and what the search service said. */
final class CircleBench implements AutoCloseable {
  private static final Set<RunState> ENDS =
      Set.of(RunState.PROMOTED, RunState.KEPT, RunState.FAILED);

  private final Path folder;
  private final int port;
  private EmbeddedBroker broker;
  private final Producer<String, byte[]> producer;

  CircleBench(Path folder) throws IOException {
    this.folder = folder;
    this.broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    this.port = broker.port();
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrapServers(), "circle-it"))) {
      TopicAdmin.ensure(admin, "", Topic.values());
    }
    this.producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(bootstrapServers(), "circle-it"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  void restartBroker(Duration down) throws Exception {
    broker.close();
    Thread.sleep(down.toMillis());
    broker = EmbeddedBroker.start(folder.resolve("kafka"), port);
  }

  /** A service's configuration with a policy of these lines. */
  SearchConfig config(String... policy) throws IOException {
    return config(folder, bootstrapServers(), String.join("\n", policy));
  }

  static SearchConfig config(Path folder, String bootstrapServers, String policy)
      throws IOException {
    Path file = Files.writeString(folder.resolve("policy.properties"), policy);
    return new SearchConfig(
        bootstrapServers,
        "",
        folder.resolve("runs"),
        folder.resolve("bundles"),
        folder.resolve("clips"),
        folder.resolve("datasets"),
        file,
        null);
  }

  /** Labelled clips of a kind of sound, from four sources, as the clip cutter leaves them. */
  void label(SoundKind kind, int clips) throws Exception {
    ClipStore store = new ClipStore(folder.resolve("clips"));
    List<LabeledClip> events = DataSets.events(kind);
    for (int i = 0; i < clips; i++) {
      AudioClip audio = events.get(i % events.size()).audio().load();
      ClipCut cut =
          ClipCut.newBuilder()
              .setLabelId("label-" + kind + "-" + i)
              .setSourceId("source-" + i % 4)
              .setSessionId("s")
              .setFirstSampleIndex(i * 100_000L)
              .setEndSampleIndex(i * 100_000L + audio.samples().length)
              .setSampleRateHz(audio.sampleRateHz())
              .setStartTimeMicros(i)
              .setLabel(kind.label())
              .setGroup("source-" + i % 4 + "/2026-01-01")
              .setSha256(store.put(WavWriter.bytes(audio)))
              .setLabelledAtMicros(i)
              .build();
      send(Topic.CLIPS, cut.getLabelId(), AvroCodec.of(ClipCut.class).encode(cut));
    }
    producer.flush();
  }

  /** A model that is only announced. */
  void announce(String digest, int version) {
    ModelAnnouncement model =
        ModelAnnouncement.newBuilder()
            .setDigest(digest)
            .setVersion(version)
            .setRunId("run-" + version)
            .setLabels(List.of("background", "bell"))
            .setField("COMPLEX")
            .setGenotype("none")
            .setParameters(1)
            .setFrontEndDigest("f")
            .setHeldOutAccuracy(0.5)
            .setPublishedAtMicros(version)
            .build();
    send(Topic.MODELS, digest, AvroCodec.of(ModelAnnouncement.class).encode(model));
    producer.flush();
  }

  /** The next frames of a source, 100 ms each. */
  void feed(NoiseSource source, int frames) {
    for (int i = 0; i < frames; i++) {
      send(
          Topic.AUDIO_FRAMES,
          source.sourceId(),
          AvroCodec.of(AudioFrame.class).encode(source.next()));
    }
    producer.flush();
  }

  private void send(Topic topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic.topicName(""), key, value));
  }

  /** Starts on the log; a decision that was written twice would be here twice. */
  List<SearchDecision> starts() throws Exception {
    return read(Topic.SEARCH_REQUESTS, AvroCodec.of(SearchDecision.class)).stream()
        .filter(decision -> decision.getDecision() == Decision.START)
        .toList();
  }

  List<SearchProgress> progress() throws Exception {
    return read(Topic.SEARCH_PROGRESS, AvroCodec.of(SearchProgress.class));
  }

  List<SearchProgress> ends() throws Exception {
    return progress().stream().filter(step -> ENDS.contains(step.getState())).toList();
  }

  private <T extends SpecificRecord> List<T> read(Topic topic, AvroCodec<T> codec)
      throws Exception {
    TopicPartition partition = new TopicPartition(topic.topicName(""), 0);
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers(), "circle-it", null),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      List<T> records = new ArrayList<>();
      while (consumer.position(partition) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          records.add(codec.decode(record.value()));
        }
      }
      return records;
    }
  }

  /** This JVM's children, and theirs, that run a program. */
  static List<ProcessHandle> children(Class<?> program) {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(child -> runs(child, program.getName()))
        .toList();
  }

  /** ProcessHandle shows the first page of a command line, which the class path fills. */
  private static boolean runs(ProcessHandle child, String program) {
    try {
      Path words = Path.of("/proc", Long.toString(child.pid()), "cmdline");
      return Files.readString(words, StandardCharsets.ISO_8859_1).contains(program);
    } catch (IOException itEnded) {
      return false;
    }
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
