package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.dataset.DatasetStore;
import dev.argand.search.publish.Publisher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand models publish}. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    header = {"Stores bundles and announces them.", ""},
    description = {
      "Stores bundles and announces them, each with the next version; one that is",
      "announced keeps its version. It makes none of them the champion. With --stored",
      "it announces what the store has, the oldest first: so the registry is made",
      "again when its topics are lost.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models publish run1/3f2a.argand",
      "  argand models publish --stored --store s3://models/site --json"
    })
final class PublishCommand implements Callable<Integer> {
  private static final int SHORT_DIGEST = 12;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Bundles.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--stored", description = "Announce every bundle of the store instead.")
  private boolean stored;

  @Mixin private StoreOption store = new StoreOption();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    if (stored == !files.isEmpty()) {
      throw CommandFailure.usage("either FILE or --stored was expected");
    }
    String servers = kafka.require();
    BundleStore bundles = store.create(kafka.home());
    List<Map<String, Object>> published = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    TextTable table = new TextTable(List.of("version", "digest", "labels"));
    try (Publisher publisher =
        new Publisher(
            servers,
            kafka.topicPrefix(),
            bundles,
            new DatasetStore(kafka.home().datasets()).leakCheck())) {
      List<ModelAnnouncement> models = new ArrayList<>();
      for (String digest : stored ? oldestFirst(bundles, damaged) : List.<String>of()) {
        models.add(publisher.announceStored(digest));
      }
      for (Path file : files) {
        models.add(publisher.publish(file));
      }
      for (ModelAnnouncement model : models) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("version", model.getVersion());
        said.put("digest", model.getDigest());
        published.add(said);
        table.add(
            List.of(
                String.valueOf(model.getVersion()),
                model.getDigest().substring(0, SHORT_DIGEST),
                String.valueOf(model.getLabels().size())));
      }
    }
    json.list(published, table, "The store has no bundles.");
    if (!damaged.isEmpty()) {
      throw CommandFailure.failed(
          "%d of the store's bundles cannot be announced: %s"
              .formatted(damaged.size(), String.join("; ", damaged)));
    }
    return 0;
  }

  /** When a bundle was made. */
  private record Made(Instant at, String digest) {}

  /**
   * The store's bundles; of each only its date is kept.
   *
   * @param damaged gets a line for each that cannot be read
   */
  private static List<String> oldestFirst(BundleStore bundles, List<String> damaged)
      throws IOException {
    List<Made> all = new ArrayList<>();
    for (String digest : bundles.digests()) {
      try {
        Bundle bundle = Bundle.read(bundles.fetch(digest));
        all.add(new Made(bundle.manifest().provenance().createdAt(), digest));
      } catch (ModelFormatException e) {
        damaged.add(String.valueOf(e.getMessage()));
      }
    }
    return all.stream()
        .sorted(Comparator.comparing(Made::at).thenComparing(Made::digest))
        .map(Made::digest)
        .toList();
  }
}
