package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.launcher.command.CommandAnswer;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.runtime.Producers;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.dataset.LeakCheck;
import dev.argand.search.model.LabelMap;
import dev.argand.search.model.ModelCollector;
import dev.argand.search.model.ModelCollector.Fate;
import dev.argand.search.model.ModelCollector.Keep;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import dev.argand.search.model.ModelDeskException.Reason;
import dev.argand.search.publish.PublishException;
import dev.argand.search.publish.Publisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers, names, collection, and the registry made again, on a real broker. */
@Tag("beside")
final class RegistryIT {
  private static final Keep LEAST = new Keep(1, Duration.ZERO);

  @TempDir Path folder;
  private CircleBench bench;
  private FolderBundleStore store;
  private ModelDesk desk;

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
    store = FolderBundleStore.create(folder.resolve("bundles"));
    desk = new ModelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    desk.close();
    bench.close();
  }

  /** The topics of another prefix are as empty as deleted ones. */
  @Test
  void registry_thatIsLost_isMadeAgainFromTheStore() throws Exception {
    Map<Integer, String> byNumber = new HashMap<>();
    for (String digest : variants(2)) {
      byNumber.put(byNumber.size() + 1, digest);
    }
    rebuilt(byNumber, List.of(1, 2), 2);
    oneDamaged(byNumber);
  }

  /** What is whole is announced, and what is not is named. */
  private void oneDamaged(Map<Integer, String> byNumber) throws Exception {
    String damaged = Objects.requireNonNull(byNumber.get(1));
    Path file = store.fetch(damaged);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    String[] where = {
      "--bootstrap-servers",
      bench.bootstrapServers(),
      "--topic-prefix",
      "damaged.",
      "--home",
      folder.toString()
    };
    assertThat(CommandAnswer.of(where, "topics", "create").exitCode()).isZero();
    CommandAnswer published = CommandAnswer.of(where, "models", "publish", "--stored", "--json");
    assertThat(published.exitCode()).isEqualTo(1);
    assertThat(published.out()).contains(Objects.requireNonNull(byNumber.get(2)));
    assertThat(published.err()).contains("1 of the store's bundles", damaged);
  }

  /** Between the barrier and the second deletion somebody publishes and promotes the second. */
  @Test
  void bundleThatIsPublishedAndPromotedWhileOthersAreDeleted_stays() throws Exception {
    List<Path> files = ModelVariants.write(folder, 4);
    try (Publisher publisher =
        new Publisher(bench.bootstrapServers(), "", store, LeakCheck.ofOwnData())) {
      for (Path file : files) {
        publisher.publish(file);
      }
      desk.promote("4", "ann", "first");
      List<String> deleted = new ArrayList<>();
      BundleStore promoting =
          new Passing(store) {
            @Override
            public void delete(String digest) throws IOException {
              super.delete(digest);
              deleted.add(digest);
              if (deleted.size() == 1) {
                try {
                  for (Path file : files) {
                    if (!deleted.contains(Bundle.read(file).digest())) {
                      publisher.publish(file);
                    }
                  }
                  for (String left : store.digests()) {
                    if (!left.equals(desk.standing().champion().orElseThrow())) {
                      desk.promote(left, "bob", "I want it");
                      break;
                    }
                  }
                } catch (ModelDeskException | PublishException e) {
                  throw new IOException(e);
                }
              }
            }
          };
      try (ModelCollector collector = collector(promoting)) {
        List<Fate> fates = collector.collect(LEAST, "ann", "disk is full");
        assertThat(fates).filteredOn(fate -> fate.kept() == null).hasSize(1);
        assertThat(fates).extracting(Fate::kept).contains("published again meanwhile");
      }
      assertThat(deleted).hasSize(1);
      assertThat(store.digests()).hasSize(3).contains(desk.standing().champion().orElseThrow());
    }
  }

  @Test
  @Tag("long")
  void publishersAtOnce_numberTheirModelsApart_andWhatIsWantedIsNeverCollected() throws Exception {
    List<String> digests = variants(6);
    assertThat(numbersOf(digests)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    Map<Integer, String> byNumber =
        desk.models().stream()
            .collect(Collectors.toMap(ModelAnnouncement::getVersion, ModelAnnouncement::getDigest));
    assertThat(byNumber.values()).containsExactlyInAnyOrderElementsOf(digests);

    desk.promote("1", "ann", "first");
    desk.promote("2", "ann", "better");
    desk.alias("audit/2026", "3", "ann", "as delivered");
    desk.canary("4", 10, LabelMap.NONE, "ann", "a try");
    try (ModelCollector collector = collector(store)) {
      assertThat(reasons(collector.plan(LEAST)))
          .containsEntry(1, "a rollback goes back to it")
          .containsEntry(2, "champion")
          .containsEntry(3, "audit/2026")
          .containsEntry(4, "challenger")
          .containsEntry(5, "")
          .containsEntry(6, "among the newest");
      assertThat(store.digests()).as("a plan takes nothing").hasSize(6);
      assertThat(collector.plan(new Keep(1, Duration.ofDays(1)))).allMatch(f -> f.kept() != null);
    }

    // Somebody names what was doomed, between the look and the barrier.
    String doomed = Objects.requireNonNull(byNumber.get(5));
    try (ModelCollector collector = collector(new Meanwhile(store, "5"))) {
      assertThatThrownBy(() -> collector.collect(LEAST, "ann", "disk is full"))
          .isInstanceOfSatisfying(
              ModelDeskException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OVERTAKEN));
    }
    assertThat(store.digests()).contains(doomed);
    assertThat(desk.models()).hasSize(6);
    assertThat(desk.aliases()).containsEntry("mine", doomed);

    desk.alias("mine", null, "ann", "no more");
    try (ModelCollector collector = collector(store)) {
      collector.collect(LEAST, "ann", "disk is full");
    }
    assertThat(store.digests()).hasSize(5).doesNotContain(doomed);
    assertThat(desk.models()).extracting(ModelAnnouncement::getVersion).doesNotContain(5);
    assertThatThrownBy(() -> desk.promote(doomed, "ann", "too late"))
        .isInstanceOfSatisfying(
            ModelDeskException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN));
    assertThat(desk.standing().champion()).contains(byNumber.get(2));

    rebuilt(byNumber, List.of(1, 2, 3, 4, 6), 2);
  }

  /** Of what the store has. */
  private void rebuilt(Map<Integer, String> byNumber, List<Integer> stored, int serving)
      throws Exception {
    String[] where = {
      "--bootstrap-servers",
      bench.bootstrapServers(),
      "--topic-prefix",
      "again.",
      "--home",
      folder.toString()
    };
    assertThat(CommandAnswer.of(where, "topics", "create").exitCode()).isZero();
    CommandAnswer published = CommandAnswer.of(where, "models", "publish", "--stored", "--json");
    assertThat(published.exitCode()).as(published.err()).isZero();
    for (int kept : stored) {
      assertThat(published.out()).contains(Objects.requireNonNull(byNumber.get(kept)));
    }
    String champion = Objects.requireNonNull(byNumber.get(serving));
    assertThat(
            CommandAnswer.of(where, "models", "promote", champion, "--why", "as before").exitCode())
        .isZero();
    assertThat(CommandAnswer.of(where, "models", "status", "--json").out())
        .contains("\"generation\":1,\"names\":{\"champion\":\"" + champion + "\"}");
  }

  private List<Integer> numbersOf(List<String> digests) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(digests.size());
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Integer>> numbers = new ArrayList<>();
      for (String digest : digests) {
        numbers.add(
            pool.submit(
                () -> {
                  try (Publisher own =
                      new Publisher(bench.bootstrapServers(), "", store, LeakCheck.ofOwnData())) {
                    start.await();
                    return own.announceStored(digest).getVersion();
                  }
                }));
      }
      start.countDown();
      List<Integer> all = new ArrayList<>();
      for (Future<Integer> number : numbers) {
        all.add(number.get());
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }

  private ModelCollector collector(BundleStore bundles) {
    return new ModelCollector(
        bench.bootstrapServers(),
        "",
        bundles,
        Producers.of(bench.bootstrapServers()),
        Clock.systemUTC());
  }

  /** Why each version stays; empty for one that goes. */
  private static Map<Integer, String> reasons(List<Fate> fates) {
    return fates.stream()
        .collect(
            Collectors.toMap(Fate::version, fate -> Objects.requireNonNullElse(fate.kept(), "")));
  }

  private List<String> variants(int count) throws Exception {
    List<String> digests = new ArrayList<>();
    for (Path variant : ModelVariants.write(folder, count)) {
      digests.add(store.put(variant));
    }
    return digests;
  }

  /** A store in whose listing somebody gives a model a name. */
  private final class Meanwhile extends Passing {
    private final String model;

    Meanwhile(BundleStore bundles, String model) {
      super(bundles);
      this.model = model;
    }

    @Override
    public List<Kept> list() throws IOException {
      try {
        desk.alias("mine", model, "bob", "I want it");
      } catch (ModelDeskException e) {
        throw new IOException(e);
      }
      return super.list();
    }
  }

  /** Another store's face. */
  private static class Passing implements BundleStore {
    private final BundleStore bundles;

    Passing(BundleStore bundles) {
      this.bundles = bundles;
    }

    @Override
    public List<Kept> list() throws IOException {
      return bundles.list();
    }

    @Override
    public String put(Path bundle) throws IOException {
      return bundles.put(bundle);
    }

    @Override
    public Path fetch(String digest) throws IOException {
      return bundles.fetch(digest);
    }

    @Override
    public void delete(String digest) throws IOException {
      bundles.delete(digest);
    }
  }
}
