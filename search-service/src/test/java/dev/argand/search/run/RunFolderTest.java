package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path root;

  @Test
  void claim_again_givesTheFirstConfig() throws Exception {
    RunFolder folder = new RunFolder(root);
    assertThat(folder.config()).isEmpty();
    assertThat(folder.claim(config("aaaa", 1))).isEqualTo(config("aaaa", 1));
    assertThat(folder.claim(config("aaaa", 2)).startedAt()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(new RunFolder(root).config()).contains(config("aaaa", 1));
  }

  @Test
  void claim_anothersFolder_isRefused() throws Exception {
    RunFolder folder = new RunFolder(root);
    folder.claim(config("aaaa", 1));
    assertThatThrownBy(() -> folder.claim(config("bbbb", 1)))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("aaaa")
        .hasMessageContaining("bbbb");
  }

  @Test
  void requireNothingElse_namesWhatARunWouldOverwrite() throws Exception {
    RunFolder folder = new RunFolder(root.resolve("new"));
    folder.requireNothingElse();
    Files.createDirectories(folder.root());
    Files.writeString(folder.root().resolve("run.lock"), "");
    Files.writeString(folder.root().resolve("worker.log"), "killed early");
    folder.requireNothingElse();
    Files.writeString(folder.root().resolve("report.html"), "mine");
    assertThatThrownBy(folder::requireNothingElse)
        .isInstanceOfSatisfying(SearchException.class, e -> assertThat(e.isInput()).isTrue())
        .hasMessageContaining("an empty one was expected")
        .hasMessageContaining("report.html");
  }

  @Test
  void claim_anothersFolder_saysInWhatItDiffers_andChangesNothing() throws Exception {
    RunFolder folder = new RunFolder(root);
    folder.claim(config("aaaa", 1));
    RunConfig other =
        new RunConfig(
            "bbbb",
            "bundled",
            "e".repeat(64),
            "smoke",
            Map.of("field", "real", "batch", "4", "only.here", "1"),
            8,
            "cpu",
            "java",
            "unknown",
            Instant.EPOCH);
    assertThatThrownBy(() -> folder.requireNotOf(other))
        .isInstanceOfSatisfying(SearchException.class, e -> assertThat(e.isInput()).isTrue())
        .hasMessageContaining("its data are bundled (dddddddddddd)")
        .hasMessageContaining("its seed is 7")
        .hasMessageContaining("its field is complex")
        .hasMessageNotContaining("batch")
        .hasMessageNotContaining("only.here");
    assertThat(folder.config()).contains(config("aaaa", 1));
  }

  @Test
  void config_thatIsNone_saysWhatIsWrong() throws Exception {
    Files.writeString(root.resolve(RunFolder.CONFIG), "{\"seed\":\"x\"}");
    assertThatThrownBy(() -> new RunFolder(root).config())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("seed must be a whole number");
  }

  @Test
  void lock_isGivenToOneAtATime() throws Exception {
    RunFolder folder = new RunFolder(root.resolve("new"));
    assertThat(folder.isWorking()).isFalse();
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    try (RunLock lock = folder.lock(() -> heard.add("waited"))) {
      assertThat(folder.isWorking()).isTrue();
      Thread other =
          new Thread(
              () -> {
                try (RunLock next = folder.lock(() -> heard.add("other waits"))) {
                  heard.add("other works");
                } catch (IOException | InterruptedException e) {
                  heard.add(e.toString());
                }
              });
      other.start();
      while (heard.isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(heard).containsExactly("other waits");
      lock.close();
      other.join();
    }
    assertThat(heard).containsExactly("other waits", "other works");
    assertThat(folder.isWorking()).isFalse();
  }

  @Test
  void result_withoutItsBundle_isNone() throws Exception {
    RunFolder folder = new RunFolder(root);
    RunResult made =
        new RunResult("aaaa", root.resolve("d.argand"), "d", "genes", 12, 0.5, 1.5, 2.5);
    assertThat(folder.hasLostItsBundle()).isFalse();
    folder.writeResult(made, Map.of("labels", List.of("a", "b")));
    assertThat(folder.result()).isEmpty();
    assertThat(folder.hasLostItsBundle()).isTrue();
    Files.writeString(made.bundle(), "a bundle");
    assertThat(folder.result()).contains(made);
    assertThat(folder.hasLostItsBundle()).isFalse();
    assertThat(folder.resultDetails().orElseThrow().path("labels").size()).isEqualTo(2);
  }

  private static RunConfig config(String runId, long seconds) {
    return new RunConfig(
        runId,
        "bundled",
        "d".repeat(64),
        "smoke",
        Map.of("field", "complex", "batch", "4"),
        7,
        "cpu",
        "java",
        "unknown",
        Instant.ofEpochSecond(seconds));
  }
}
