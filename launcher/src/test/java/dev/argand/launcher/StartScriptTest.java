package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script at the top, on a tree of its own with a Java and a Maven that only say their name. */
final class StartScriptTest {
  private static final Path SCRIPT = Path.of("..", "argand");

  @TempDir Path folder;
  private Path tree;
  private Path jar;

  private record Answer(int exitCode, String out, String err) {}

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectories(folder.resolve("a tree"));
    Files.copy(SCRIPT, tree.resolve("argand"));
    executable(tree.resolve("argand"));
    Files.createDirectories(tree.resolve("launcher/target/lib"));
    jar = Files.createFile(tree.resolve("launcher/target/argand-launcher-1.jar"));
    source("ingest/src/main/java/A.java", Instant.now().minusSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_402", "11.0.2", "16"})
  void olderJava_isOneLine(String version) throws Exception {
    Answer answer = run(javaHome(version), "demo");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains("Java 17 or newer is needed").contains("JAVA_HOME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "21", "25-ea", "26.0.1+3"})
  void newEnoughJava_isHandedEverything(String version) throws Exception {
    Answer answer = run(javaHome(version), "search", "--data", "my folder");

    assertThat(answer.exitCode()).isEqualTo(7);
    assertThat(answer.out())
        .contains("[dev.argand.launcher.Main][search][--data][my folder]")
        .contains("[-Dai.djl.offline=true]")
        .contains(tree.toRealPath() + "/launcher/target/lib/*");
  }

  @Test
  void javaThatIsMissing_isOneLine() throws Exception {
    Answer named = run(folder.resolve("no-java"), "demo");
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err().lines()).hasSize(1);
    assertThat(named.err()).contains("no Java in it");

    Answer onPath = runOnPath(toolsWithoutJava(), null, tree.resolve("argand"), "demo");
    assertThat(onPath.exitCode()).isEqualTo(2);
    assertThat(onPath.err().lines()).hasSize(1);
    assertThat(onPath.err()).contains("none was found");
  }

  @Test
  void javaThatSaysNothing_isOneLine() throws Exception {
    Path home = folder.resolve("odd");
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), "echo hello >&2");

    Answer answer = run(home, "demo");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains("does not say which Java it is");
  }

  @Test
  void throughALink_fromAnotherFolder_findsItsTreeAndKeepsTheFolder() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path first = Files.createSymbolicLink(bin.resolve("first"), Path.of("../a tree/argand"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), first);

    Answer answer = runOnPath(System.getenv("PATH"), javaHome("17"), second, "x");

    assertThat(answer.out()).contains(tree.toRealPath() + "/launcher/target/argand-launcher-1.jar");
    assertThat(answer.out()).contains("in " + folder.toRealPath());
  }

  @Test
  void sourceNewerThanTheBuild_buildsOnceAndQuietlyThenStarts() throws Exception {
    source("ingest/src/main/java/A.java", Instant.now().plusSeconds(1));
    Path bin = Files.createDirectories(folder.resolve("maven"));
    script(
        bin.resolve("mvn"),
        "echo maven \"$@\"; touch -d '+5 seconds' launcher/target/argand.begun");
    script(bin.resolve("javac"), "true");
    String path = bin + ":" + System.getenv("PATH");

    Answer first = runOnPath(path, javaHome("17"), tree.resolve("argand"), "x");
    Answer second = runOnPath(path, javaHome("17"), tree.resolve("argand"), "x");

    assertThat(first.exitCode()).isEqualTo(7);
    assertThat(first.err()).contains("building").contains("maven -q -B -DskipTests");
    assertThat(first.out()).doesNotContain("maven").contains("dev.argand.launcher.Main");
    assertThat(second.err()).isEmpty();
  }

  @Test
  void testsAndDocsNewerThanTheBuild_buildNothing() throws Exception {
    source("ingest/src/test/java/ATest.java", Instant.now().plusSeconds(60));
    source("docs/page.md", Instant.now().plusSeconds(60));

    assertThat(run(javaHome("17"), "x").err()).isEmpty();
  }

  @Test
  void buildThatFails_endsWithOne() throws Exception {
    Files.delete(jar);
    Path bin = Files.createDirectories(folder.resolve("maven"));
    script(bin.resolve("mvn"), "echo '[ERROR] broken'; exit 1");
    script(bin.resolve("javac"), "true");

    Answer answer =
        runOnPath(bin + ":" + System.getenv("PATH"), javaHome("17"), tree.resolve("argand"), "x");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains("[ERROR] broken").contains("the build failed");
  }

  private Answer run(Path javaHome, String... arguments) throws Exception {
    return runOnPath(System.getenv("PATH"), javaHome, tree.resolve("argand"), arguments);
  }

  private Answer runOnPath(String path, @Nullable Path javaHome, Path command, String... arguments)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of("/bin/bash", command.toString()), Stream.of(arguments))
                .toList());
    Map<String, String> environment = builder.environment();
    Map<String, String> wanted = new HashMap<>(Map.of("PATH", path));
    if (javaHome != null) {
      wanted.put("JAVA_HOME", javaHome.toString());
    }
    environment.clear();
    environment.putAll(wanted);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Path javaHome(String version) throws IOException {
    Path home = folder.resolve("java-" + version);
    Files.createDirectories(home.resolve("bin"));
    script(
        home.resolve("bin/java"),
        """
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2024-01-01' >&2; exit; fi
        for word in "$@"; do printf '[%%s]' "$word"; done
        echo " in $PWD"
        exit 7"""
            .formatted(version));
    return home;
  }

  /** Only the tools that the script itself needs. */
  private String toolsWithoutJava() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("tools"));
    for (String tool : List.of("dirname", "readlink", "sed", "head")) {
      Path found =
          Stream.of("/usr/bin", "/bin")
              .map(path -> Path.of(path, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(bin.resolve(tool), found);
    }
    return bin.toString();
  }

  private void source(String path, Instant modified) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private static void script(Path file, String body) throws IOException {
    Files.write(file, ("#!/bin/bash\n" + body + "\n").getBytes(StandardCharsets.UTF_8));
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
