package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCatalogTest {
  @TempDir Path runs;

  @Test
  void list_oneDamagedRun_namesItAndShowsTheOthers() throws Exception {
    RunFolder whole = new RunFolder(Files.createDirectory(runs.resolve("whole")));
    whole.claim(
        new RunConfig(
            "0123456789abcdef",
            "bundled",
            "d",
            "smoke",
            Map.of(),
            1,
            "cpu",
            "java",
            "unknown",
            Instant.EPOCH));
    Files.createDirectory(runs.resolve("half"));
    Files.writeString(runs.resolve("half/config.json"), "{");
    List<String> damage = new ArrayList<>();
    RunCatalog catalog = new RunCatalog(runs);
    assertThat(catalog.list(damage::add))
        .extracting(run -> run.config().runId())
        .containsExactly("0123456789abcdef");
    assertThat(damage)
        .singleElement()
        .asString()
        .contains("half")
        .contains("config.json is damaged: one JSON object was expected");
    assertThat(catalog.find("0123").root()).isEqualTo(whole.root());
  }
}
