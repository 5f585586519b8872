package dev.argand.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.Guarantee;
import dev.argand.network.ModelEngine;
import dev.argand.testkit.MemoryGrowth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream that goes on and on: what its process holds, what its stores hold and how long it takes
 * stay level. Sources speak at the pace of the clock; beside them one speaks 72 times as fast, a
 * day in 20 minutes.
 */
class SoakIT {
  private static final StreamCase CASE =
      new StreamCase(3_200, 1, Guarantee.EXACTLY_ONCE, ModelEngine.ONNX_RUNTIME);

  /** Of the source that speaks fast: a second of audio a frame. */
  private static final StreamCase SECONDS =
      new StreamCase(
          2 * StreamCase.SAMPLE_RATE_HZ, 1, Guarantee.EXACTLY_ONCE, ModelEngine.ONNX_RUNTIME);

  private static final double WANTED_LOAD = 0.8;
  private static final int DAY_IN_TWENTY_MINUTES = 72;

  /** Of what the bench found, what the fast source may take. */
  private static final double MOST_OF_IT = 0.6;

  private static final int SAMPLES = 120;

  /** As the serial collector says it, which the bench runs recognition with. */
  private static final Pattern GENERATION =
      Pattern.compile("generation\\s+total \\d+K, used (\\d+)K");

  @TempDir Path folder;

  private final List<Long> anonymousKib = new ArrayList<>();
  private final List<Long> heapKib = new ArrayList<>();
  private final List<Long> storedBytes = new ArrayList<>();
  private final List<Long> medianMs = new ArrayList<>();
  private final List<Long> slowMs = new ArrayList<>();
  private double heardSeconds;
  private double sentSeconds;

  /** That it runs and sees what it should, on a machine of any speed. */
  @Test
  @Timeout(300)
  void fewSources_forAMoment_areSampled_andTheirStoresAreFlat() throws Exception {
    try (StreamBench bench =
        new StreamBench(folder, BenchModel.write(folder), (what, phase) -> {})) {
      soak(bench, 3, 10, Duration.ofSeconds(1), 10);
    }

    assertThat(anonymousKib).allMatch(kib -> kib > 10_000);
    assertThat(heapKib).allMatch(kib -> kib > 1_000);
    // Of four sources, half a second to two: windows of a second every 0.48 s, frames of a second.
    Flatness stores = new Flatness("stores, bytes", storedBytes, 1, 0);
    assertThat(stores.median()).isBetween(4 * 16_000L, 4 * 64_000L);
    assertThat(stores.isFlat()).as(stores.toString()).isTrue();
    assertThat(medianMs).anyMatch(ms -> ms > 0);
    assertThat(heardSeconds).isPositive();
  }

  /** What a soak would say of this process if it lost 8 MiB a step, and if it did not. */
  @Test
  void plantedLeak_isCaught() throws Exception {
    List<ByteBuffer> lost = new ArrayList<>();
    List<Long> leaking = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      lost.add(ByteBuffer.allocateDirect(8 << 20));
      leaking.add(MemoryGrowth.anonymousKib());
    }
    List<Long> sound = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      lost.set(i, ByteBuffer.allocateDirect(1));
      sound.add(MemoryGrowth.anonymousKib());
    }

    assertThat(memory("leaking", leaking).isFlat()).isFalse();
    assertThat(memory("sound", sound).isFlat()).isTrue();
  }

  /**
   * The real one: {@code argand.soak.minutes} (20) at four fifths of what the bench finds. Figures
   * are printed, and belong into docs/results.
   */
  @Test
  @Tag("long")
  @Timeout(7_200)
  void streamAtFourFifthsOfItsLoad_isFlat() throws Exception {
    Duration length =
        Duration.ofMillis(
            Math.round(Double.parseDouble(System.getProperty("argand.soak.minutes", "20")) * 6e4));
    int live;
    int speed;
    try (StreamBench bench =
        new StreamBench(folder, BenchModel.write(folder), (what, phase) -> say(phase))) {
      StreamResult found =
          bench.measure(CASE, StreamBench.Plan.of(WANTED_LOAD, 0, Duration.ofSeconds(10)));
      say("found: " + found.asMap());
      speed = (int) Math.min(DAY_IN_TWENTY_MINUTES, MOST_OF_IT * found.sources());
      live = Math.max(1, found.sources() - speed);
      soak(bench, live, Math.max(1, speed), length.dividedBy(SAMPLES), SAMPLES);
    }

    say(
        "%.1f min, %d live sources, %.1f h of one source; %.0f s of audio sent, %.0f s heard"
            .formatted(
                length.toMillis() / 6e4,
                live,
                speed * length.toMillis() / 3.6e6,
                sentSeconds,
                heardSeconds));
    List<Flatness> all =
        List.of(
            memory("anonymous memory, KiB", anonymousKib),
            memory("heap after a collection, KiB", heapKib),
            new Flatness("stores, bytes", storedBytes, 0.1, 100_000),
            new Flatness("median latency, ms", medianMs, 0.5, 100),
            new Flatness("99th percentile of latency, ms", slowMs, 1, 500));
    all.forEach(each -> say(each.toString()));
    assertThat(all).allMatch(Flatness::isFlat);
  }

  private static Flatness memory(String name, List<Long> kib) {
    return new Flatness(name, kib, 0.1, 8 << 10);
  }

  private static void say(String line) {
    System.out.println("soak: " + line);
  }

  private void soak(StreamBench bench, int sources, int speed, Duration step, int steps)
      throws Exception {
    try (RunningStream stream = bench.start(CASE)) {
      NoiseTalkers live = stream.talkers(CASE, "live", sources);
      NoiseTalkers day = stream.talkers(SECONDS, "day", 1);
      AtomicBoolean over = new AtomicBoolean();
      Thread fast = new Thread(() -> speak(day, speed, over), "day");
      fast.setDaemon(true);
      fast.start();
      try (StreamBench.Speaking speaking = new StreamBench.Speaking(live, bench.hopNanos());
          StoredState stores = new StoredState(bench.bootstrapServers(), stream.applicationId())) {
        ProcessHandle process = recognition();
        long begin = System.nanoTime();
        for (int i = 1; i <= steps; i++) {
          stream.reader().begin();
          while (System.nanoTime() < begin + i * step.toNanos()) {
            LockSupport.parkNanos(begin + i * step.toNanos() - System.nanoTime());
          }
          sample(process, stores, stream.reader().end());
        }
        speaking.stop();
      } finally {
        over.set(true);
        fast.join();
      }
      sentSeconds = live.sentSeconds() + day.sentSeconds();
      heardSeconds = stream.process().read().audioSeconds();
    }
  }

  private void sample(ProcessHandle process, StoredState stores, long[] millis) throws Exception {
    heapKib.add(heapKib(process));
    anonymousKib.add(MemoryGrowth.anonymousKib(process));
    storedBytes.add(stores.bytes());
    medianMs.add(millis.length == 0 ? 0 : (long) StreamBench.at(millis, 0.5));
    slowMs.add(millis.length == 0 ? 0 : (long) StreamBench.at(millis, 0.99));
  }

  private static void speak(NoiseTalkers day, int speed, AtomicBoolean over) {
    long begin = System.nanoTime();
    for (long second = 0; !over.get(); second++) {
      long due = begin + second * 1_000_000_000L / speed;
      while (System.nanoTime() < due && !over.get()) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      day.round();
    }
  }

  /** The measured process: the child of this one that runs {@link MeasuredService}. */
  private static ProcessHandle recognition() throws IOException {
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      Path words = Path.of("/proc", Long.toString(child.pid()), "cmdline");
      if (Files.readString(words, StandardCharsets.ISO_8859_1)
          .contains(MeasuredService.class.getName())) {
        return child;
      }
    }
    throw new IOException("no child runs " + MeasuredService.class.getName());
  }

  /** What is in use right after a full collection. */
  private long heapKib(ProcessHandle process) throws Exception {
    Path commands = Files.writeString(folder.resolve("jcmd"), "GC.run\nGC.heap_info\n");
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "-f",
                commands.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as("jcmd: %s", said).isZero();
    List<Long> used = new ArrayList<>();
    Matcher generation = GENERATION.matcher(said);
    while (generation.find()) {
      used.add(Long.parseLong(generation.group(1)));
    }
    assertThat(used).as("young and old in: %s", said).hasSize(2);
    return used.get(0) + used.get(1);
  }
}
