package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.search.data.DataException;
import dev.argand.search.run.RunCatalog;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.RunSummary;
import dev.argand.search.run.SearchRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a run that failed. */
final class RunTest {
  private static final int LENGTH = Integer.MAX_VALUE;

  @TempDir Path root;

  private RunFolder folder;

  @BeforeEach
  void begin() throws Exception {
    folder = new RunFolder(root.resolve("run"));
    Files.createDirectories(folder.root());
    SearchRequest request = new SearchRequest("bundled", "smoke", 1, folder.root());
    folder.claim(Run.config(request, Profile.read("smoke"), "0".repeat(64)));
  }

  @Test
  void telling_whereMemoryRunsOut_theRunHasFailedForThat() throws Exception {
    assertThatThrownBy(() -> Run.telling(folder, RunTest::runOutOfMemory))
        .isInstanceOf(OutOfMemoryError.class);

    RunSummary run = RunCatalog.summary(folder).orElseThrow();
    assertThat(run.state()).isEqualTo(RunSummary.State.FAILED);
    assertThat(run.message()).startsWith("the worker ran out of memory: ");
  }

  @Test
  void telling_whereDataCannotBeUsed_theRunHasFailedForThat() throws Exception {
    assertThatThrownBy(
            () ->
                Run.telling(
                    folder,
                    () -> {
                      throw new DataException("no audio");
                    }))
        .isInstanceOf(DataException.class);

    assertThat(RunCatalog.summary(folder).orElseThrow().message()).isEqualTo("no audio");
  }

  /** No JVM has an array of this length, whatever its heap. */
  private static RunResult runOutOfMemory() {
    throw new IllegalStateException("an array had a length of " + new long[LENGTH].length);
  }
}
