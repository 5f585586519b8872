package dev.argand.launcher;

import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceService;
import dev.argand.inference.ModelLoader;
import dev.argand.inference.StreamsClients;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.LogFollower;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.SoundKind;
import dev.argand.search.dataset.LeakCheck;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.publish.Publisher;
import dev.argand.search.service.SearchConfig;
import dev.argand.search.train.Profile;
import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.WavWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

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

  /** Clients find nobody for the two seconds and more that a start takes. */
  void restartBroker() throws Exception {
    broker.close();
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
        StoreLocation.of(folder.resolve("bundles")),
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

  /**
   * A search service of this home in a process of its own.
   *
   * @param death when it is to die, if by itself
   */
  Process child(Death... death) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CircleChild.class.getName(),
                bootstrapServers(),
                folder.toString()));
    for (Death moment : death) {
      command.add(moment.name());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("child.log").toFile()))
        .start();
  }

  /** A folder of two kinds of sound that are easily told apart, in groups. */
  Path easyData() throws IOException {
    Path root = folder.resolve("easy");
    for (SoundKind kind : List.of(SoundKind.SIREN, SoundKind.ENGINE)) {
      Path label = Files.createDirectories(root.resolve(kind.label()));
      int number = 0;
      for (LabeledClip clip : DataSets.events(kind)) {
        WavWriter.write(
            label.resolve("%s_nohash_%d.wav".formatted(clip.group(), number++)),
            clip.audio().load());
      }
    }
    return root;
  }

  /** The smoke profile with enough steps to learn {@link #easyData}. */
  Path easyProfile() throws IOException {
    Path profile = folder.resolve("easy.properties");
    try (InputStream smoke =
        Objects.requireNonNull(Profile.class.getResourceAsStream("smoke.properties"))) {
      Files.write(profile, smoke.readAllBytes());
    }
    return Files.writeString(
        profile,
        "retrain.channels = 4\nretrain.epochs = 8\nfalse.alarms.minutes = 3.2\n",
        StandardOpenOption.APPEND);
  }

  /**
   * Makes a real model the champion that knows words, and of {@link #easyData} background alone:
   * what learned anything of it is better. champion-v1.argand was made by {@code argand search
   * --data bundled:words --profile smoke --seed 5}.
   */
  ModelAnnouncement poorChampion() throws Exception {
    Path file = folder.resolve("champion-v1.argand");
    try (InputStream bundle =
        Objects.requireNonNull(CircleBench.class.getResourceAsStream("champion-v1.argand"))) {
      Files.copy(bundle, file);
    }
    try (Publisher publisher =
            new Publisher(
                bootstrapServers(),
                "",
                FolderBundleStore.create(folder.resolve("bundles")),
                LeakCheck.ofOwnData());
        ModelDesk desk = new ModelDesk(bootstrapServers(), "", Clock.systemUTC())) {
      ModelAnnouncement model = publisher.publish(file);
      desk.promote(model.getDigest(), "it", "something must serve");
      return model;
    }
  }

  /** An {@link EnergyModel} that is only announced. */
  void announce(String digest, int version) {
    ModelAnnouncement model =
        ModelAnnouncement.newBuilder()
            .setDigest(digest)
            .setVersion(version)
            .setRunId("run-" + version)
            .setLabels(EnergyModel.LABELS)
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

  /** The last frame of a source's session. */
  void end(NoiseSource source) {
    send(
        Topic.AUDIO_FRAMES,
        source.sourceId(),
        AvroCodec.of(AudioFrame.class).encode(source.lastWord()));
    producer.flush();
  }

  /** Champions one after the other, whoever decides that. */
  void promote(List<String> digests, long afterGeneration) {
    long generation = afterGeneration;
    for (String digest : digests) {
      AliasEvent event =
          new AliasEvent("champion", digest, generation++, "it", "it", micros(Instant.now()));
      send(Topic.MODEL_ALIASES, "champion", AvroCodec.of(AliasEvent.class).encode(event));
    }
    producer.flush();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private void send(Topic topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic.topicName(""), key, value));
  }

  /** Every decision; one that was written twice would be here twice. */
  List<SearchDecision> decisions() throws Exception {
    return read(Topic.SEARCH_REQUESTS, AvroCodec.of(SearchDecision.class));
  }

  List<SearchDecision> starts() throws Exception {
    return decisions().stream()
        .filter(decision -> decision.getDecision() == Decision.START)
        .toList();
  }

  /** Every announcement; a model that was judged is here twice. */
  List<ModelAnnouncement> announcements() throws Exception {
    return read(Topic.MODELS, AvroCodec.of(ModelAnnouncement.class));
  }

  /** Every alias event, the void ones too. */
  List<AliasEvent> aliasEvents() throws Exception {
    return read(Topic.MODEL_ALIASES, AvroCodec.of(AliasEvent.class));
  }

  /** The session of each source, as its frames say it. */
  Map<String, String> sessions() throws Exception {
    Map<String, String> sessions = new TreeMap<>();
    for (AudioFrame frame : read(Topic.AUDIO_FRAMES, AvroCodec.of(AudioFrame.class))) {
      sessions.put(frame.getSourceId(), frame.getSessionId());
    }
    return sessions;
  }

  /** Every clip that was cut. */
  List<ClipCut> clips() throws Exception {
    return read(Topic.CLIPS, AvroCodec.of(ClipCut.class));
  }

  /** The last word of each instance of recognition that has not left. */
  Map<String, ModelDeployment> deployments() throws Exception {
    Map<String, ModelDeployment> last = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : records(Topic.MODEL_DEPLOYMENTS)) {
      if (record.value() == null) {
        last.remove(record.key());
      } else {
        last.put(record.key(), AvroCodec.of(ModelDeployment.class).decode(record.value()));
      }
    }
    return last;
  }

  List<SearchProgress> progress() throws Exception {
    return read(Topic.SEARCH_PROGRESS, AvroCodec.of(SearchProgress.class));
  }

  List<SearchProgress> ends() throws Exception {
    return progress().stream().filter(step -> ENDS.contains(step.getState())).toList();
  }

  private <T extends SpecificRecord> List<T> read(Topic topic, AvroCodec<T> codec)
      throws Exception {
    List<T> values = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(topic)) {
      values.add(codec.decode(record.value()));
    }
    return values;
  }

  /** Everything on a topic. */
  private List<ConsumerRecord<String, byte[]>> records(Topic topic) {
    List<TopicPartition> partitions = LogFollower.partitionsOf("", topic);
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers(), "circle-it", null),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
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

  /**
   * Recognition with models that tell tones by their energy.
   *
   * @param folder holds the bundle store and the state
   */
  InferenceService recognition(Path folder) {
    return recognition(folder, null, EnergyModel::new);
  }

  /** One instance of several, which has a name. */
  InferenceService recognition(Path folder, @Nullable String name, ModelLoader loader) {
    return recognition(bootstrapServers(), folder, name, loader, new Health());
  }

  /** The same in a process that has no bench. */
  static InferenceService recognition(
      String bootstrapServers,
      Path folder,
      @Nullable String name,
      ModelLoader loader,
      Health health) {
    InferenceConfig config =
        new InferenceConfig(
            bootstrapServers,
            "",
            folder,
            "it",
            folder.resolve(name == null ? "state" : "state-" + name),
            name,
            1,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            ChannelSelection.MIX);
    return InferenceService.start(
        config,
        loader,
        new StreamsClients("it", name),
        new SimpleMeterRegistry(),
        health,
        Clock.systemUTC());
  }
}
