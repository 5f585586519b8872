package dev.argand.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A small service in a process of its own: how it starts, refuses and ends. */
final class ServiceProcessIT {
  private static final Setting<Integer> NUMBER =
      Setting.integer("toy.number", 1, 9, 1, "A number of the toy.");

  private final List<Process> started = new ArrayList<>();

  /** The service: says what it opens and closes. */
  static final class Toy {
    private Toy() {}

    public static void main(String[] args) {
      ServiceProcess.run(
          "toy",
          List.of(NUMBER),
          (settings, parts) -> {
            int number = settings.get(NUMBER);
            parts.own("first", () -> System.out.println("first closed"));
            if (number == 9) {
              throw new IOException("no nine\nto be had");
            }
            parts.own("second", () -> System.out.println("second closed"));
            System.out.println("open " + number);
          });
    }
  }

  /** Work that ends by itself. */
  static final class Once {
    private Once() {}

    public static void main(String[] args) {
      ServiceProcess.runOnce(
          "once",
          List.of(NUMBER),
          (settings, parts) -> {
            parts.own("only", () -> System.out.println("closed"));
            System.out.println("done " + settings.get(NUMBER));
          });
    }
  }

  @AfterEach
  void killLeftOvers() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void sigterm_closesInReverseOrder() throws Exception {
    Process toy = start(Map.of("ARGAND_TOY_NUMBER", "3"));
    BufferedReader out = toy.inputReader(UTF_8);
    assertThat(out.readLine()).isEqualTo("open 3");
    assertThat(out.readLine()).contains("toy runs");

    toy.toHandle().destroy(); // A process's own destroy also closes its streams.

    assertThat(exitCode(toy)).isEqualTo(143);
    assertThat(out.lines()).containsExactly("second closed", "first closed");
  }

  @Test
  void wrongSetting_isOneLineAndExitCode2() throws Exception {
    assertRefused(
        Map.of("ARGAND_TOY_NUMBER", "12"),
        ServiceProcess.BAD_SETTINGS,
        "argand toy: setting toy.number = \"12\" (from environment ARGAND_TOY_NUMBER): a whole number"
            + " in [1, 9] was expected");
  }

  @Test
  void misspeltSetting_isOneLineAndExitCode2() throws Exception {
    assertRefused(
        Map.of("ARGAND_TOY_NUMBR", "3"),
        ServiceProcess.BAD_SETTINGS,
        "argand toy: unknown environment variable ARGAND_TOY_NUMBR: did you mean"
            + " ARGAND_TOY_NUMBER?");
  }

  @Test
  void failedStart_isOneLineAndExitCode1_andClosesWhatWasOpen() throws Exception {
    Process toy =
        assertRefused(
            Map.of("ARGAND_TOY_NUMBER", "9"),
            ServiceProcess.FAILED,
            "argand toy: no nine to be had");
    assertThat(toy.inputReader(UTF_8).lines()).containsExactly("first closed");
  }

  @Test
  void workThatEnds_isExitCode0_andClosesWhatWasOpen() throws Exception {
    Process once = start(Once.class, Map.of("ARGAND_TOY_NUMBER", "4"));

    assertThat(exitCode(once)).isZero();
    assertThat(once.inputReader(UTF_8).lines()).containsExactly("done 4", "closed");
  }

  private Process assertRefused(Map<String, String> environment, int code, String line)
      throws Exception {
    Process toy = start(environment);
    assertThat(exitCode(toy)).isEqualTo(code);
    assertThat(toy.errorReader(UTF_8).lines()).containsExactly(line);
    return toy;
  }

  private Process start(Map<String, String> environment) throws IOException {
    return start(Toy.class, environment);
  }

  private Process start(Class<?> program, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    builder.environment().keySet().removeIf(name -> name.startsWith("ARGAND_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
