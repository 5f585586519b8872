package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    RunFolder whole = run("whole");
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

  /** A lock that nobody may write to, as in a home that is somebody else's. */
  @Test
  void list_unfinishedRunThatMayOnlyBeRead_isShown() throws Exception {
    Path readOnly = Path.of("/sys/kernel/uevent_seqnum");
    assumeTrue(
        Files.isReadable(readOnly) && !mayBeWritten(readOnly),
        "a file that even root cannot write was expected: " + readOnly);
    RunFolder unfinished = run("unfinished");
    Files.createSymbolicLink(unfinished.root().resolve("run.lock"), readOnly);
    List<String> damage = new ArrayList<>();

    assertThat(new RunCatalog(runs).list(damage::add))
        .extracting(RunSummary::state)
        .containsExactly(RunSummary.State.INTERRUPTED);
    assertThat(damage).isEmpty();
  }

  private static boolean mayBeWritten(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  private RunFolder run(String name) throws Exception {
    RunFolder folder = new RunFolder(Files.createDirectory(runs.resolve(name)));
    folder.claim(
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
    return folder;
  }
}
