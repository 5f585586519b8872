package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
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
