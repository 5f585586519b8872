package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  @TempDir Path folder;

  @Test
  void keepUpTo_aCheckpointInTheSearch_dropsWhatCameAfter() throws IOException {
    RunLog log = log();
    log.keepUpTo("search", 3);
    assertThat(log.lines())
        .extracting(line -> line.path("event").asText())
        .containsExactly("take", "epoch");
    assertThat(log.epochs("search"))
        .extracting(line -> line.path("step").asInt())
        .containsExactly(3);
  }

  @Test
  void keepUpTo_aCheckpointInTheRetraining_keepsTheSearch() throws IOException {
    RunLog log = log();
    log.keepUpTo("retrain", 0);
    assertThat(log.epochs("search")).hasSize(2);
    assertThat(log.epochs("retrain")).isEmpty();
  }

  @Test
  void keepUpTo_noCheckpoint_keepsNoEpoch() throws IOException {
    RunLog log = log();
    log.keepUpTo("", 0);
    assertThat(log.lines()).hasSize(1);
  }

  @Test
  void keepUpTo_aLineThatWasCutOff_makesRoomForTheNext() throws IOException {
    RunLog log = log();
    Files.writeString(
        folder.resolve("log.jsonl"), "{\"event\":\"epoch\",\"pha", StandardOpenOption.APPEND);
    log.keepUpTo("retrain", 10);
    log.append(epoch("retrain", 2, 20));
    assertThat(log.epochs("retrain"))
        .extracting(line -> line.path("step").asInt())
        .containsExactly(10, 20);
  }

  @Test
  void lines_aLineThatWasCutWithinACharacter_isNone() throws IOException {
    RunLog log = log();
    byte[] line = "{\"event\":\"failed\",\"message\":\"T\u00fcr".getBytes(StandardCharsets.UTF_8);
    // Ends in the first of the two bytes of the u with its dots.
    byte[] cut = Arrays.copyOf(line, line.length - 2);
    Files.write(folder.resolve("log.jsonl"), cut, StandardOpenOption.APPEND);
    assertThat(log.lines()).hasSize(4);
    log.keepUpTo("retrain", 10);
    log.append(epoch("retrain", 2, 20));
    assertThat(log.lines()).hasSize(5);
  }

  @Test
  void append_toAFullDisk_namesTheFile() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no device that is always full");
    Files.createSymbolicLink(folder.resolve("log.jsonl"), full);
    assertThatThrownBy(() -> new RunFolder(folder).log().append(epoch("search", 1, 3)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder.resolve("log.jsonl") + " cannot be written: ");
  }

  private RunLog log() throws IOException {
    RunLog log = new RunFolder(folder).log();
    assertThat(log.lines()).isEmpty();
    log.append(RunLog.event("take", Instant.EPOCH, Map.of("step", 0)));
    log.append(epoch("search", 1, 3));
    log.append(epoch("search", 2, 6));
    log.append(epoch("retrain", 1, 10));
    return log;
  }

  private static Map<String, Object> epoch(String phase, int epoch, int step) {
    return RunLog.epoch(
        phase,
        epoch,
        step,
        1.5,
        Map.of("loss", 0.25),
        Map.of("genotype", "genes"),
        List.of(new EdgeState("normal", 0, 2, 0.5, Map.of("skip", 1.0))));
  }
}
