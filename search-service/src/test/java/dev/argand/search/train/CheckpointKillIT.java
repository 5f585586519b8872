package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.RunFolder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it writes checkpoints: it does nothing else. */
class CheckpointKillIT {
  @TempDir Path folder;

  @Test
  void killedWhileWriting_theCheckpointIsWhole() throws Exception {
    kill(4);
  }

  @Test
  @Tag("long")
  void killedOften_theCheckpointIsWhole() throws Exception {
    kill(200);
  }

  private void kill(int times) throws Exception {
    RunFolder run = new RunFolder(folder);
    int last = 0;
    int halfWritten = 0;
    for (int kill = 0; kill < times; kill++) {
      int told = killAfter(1 + kill % 3);
      halfWritten += leftAside();
      Journal journal = new Journal(run, CheckpointChild.RUN, ProgressListener.NONE);
      Checkpoint found = journal.of("search").orElseThrow();
      assertThat(found.step()).isBetween(Math.max(told, last), told + 1);
      float[] expected = new float[CheckpointChild.VALUES];
      Arrays.fill(expected, found.step());
      assertThat(Arrays.equals(found.state().floats().get("w"), expected)).isTrue();
      last = found.step();
      run.sweep();
      assertThat(leftAside()).isZero();
    }
    // Else no kill fell into a write, and the test shows nothing.
    assertThat(halfWritten).isPositive();
  }

  private int leftAside() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.filter(f -> f.getFileName().toString().startsWith(".aside-")).count();
    }
  }

  /**
   * Kills a child in the middle of a write, after it has told of a number of checkpoints.
   *
   * @return the last that it told of
   */
  private int killAfter(int checkpoints) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CheckpointChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int told = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < checkpoints; i++) {
        told = Integer.parseInt(lines.readLine());
      }
      while (leftAside() == 0) {
        Thread.onSpinWait();
      }
      // The process alone: its stream stays open for what it has told.
      child.toHandle().destroyForcibly();
      assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
      String line;
      while ((line = lines.readLine()) != null) {
        told = Integer.parseInt(line.strip());
      }
    }
    return told;
  }
}
