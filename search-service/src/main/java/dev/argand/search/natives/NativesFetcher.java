package dev.argand.search.natives;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a set of natives with the machine's own Maven: a small pom names the coordinates, Maven
 * copies them with what they need into a folder aside, what came is checked, and the folder is
 * renamed into place. Whoever looks sees a whole set or none.
 */
public final class NativesFetcher {
  /** Maven keeps a copy of its own in its repository. */
  private static final double SPACE_FACTOR = 2.2;

  private static final Pattern PROGRESS =
      Pattern.compile("Progress \\(\\d+\\): .*?([\\d.]+)/([\\d.]+ [kMG]?B).*");
  private static final Pattern DOWNLOADED =
      Pattern.compile(".*Downloaded from .*/([^/ ]+\\.jar).*");

  private static final Pattern FAILURE = Pattern.compile("\\b(Could not|Cannot|Failed to) ");
  private static final Pattern HELP = Pattern.compile("\\s*-> \\[Help \\d+]\\s*$");
  private static final int HALF_OF_A_REASON = 50;

  private final NativesFolder folder;
  private final @Nullable String path;

  /**
   * A fetcher into a folder.
   *
   * @param path the PATH on which mvn is looked for
   */
  public NativesFetcher(NativesFolder folder, @Nullable String path) {
    this.folder = folder;
    this.path = path;
  }

  /**
   * Fetches a set unless it is there.
   *
   * @param says hears a line now and then of how far it is
   * @return whether it was fetched; false if it was there already
   * @throws NativesException with one line: no Maven, no space, or what Maven said and its log
   */
  public boolean fetch(NativeSet set, Consumer<String> says)
      throws NativesException, IOException, InterruptedException {
    String os = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    if (!NativeSet.isPlatform(os, architecture)) {
      throw new NativesException(
          "natives are fetched for %s only, this machine is %s %s"
              .formatted(NativeSet.PLATFORM, os, architecture));
    }
    if (folder.has(set)) {
      return false;
    }
    MavenCommand maven = MavenCommand.find(path);
    Files.createDirectories(folder.root());
    requireSpace(set);
    Path aside = Files.createTempDirectory(folder.root(), ".fetch-" + set.folder() + "-");
    try {
      Path jars = copy(maven, set, aside, says);
      verify(set, jars);
      CudaRuntime.extract(jars);
      NativesFolder.writeList(jars);
      moveIntoPlace(set, jars);
      return true;
    } finally {
      delete(aside);
    }
  }

  private void requireSpace(NativeSet set) throws NativesException, IOException {
    long usable = Files.getFileStore(folder.root()).getUsableSpace();
    if (usable < SPACE_FACTOR * set.bytes()) {
      throw new NativesException(
          String.format(
              Locale.ROOT,
              "%s needs about %.1f GB (Maven keeps a copy too), %s has %.1f GB left",
              set.folder(),
              SPACE_FACTOR * set.bytes() / 1e9,
              folder.root(),
              usable / 1e9));
    }
  }

  private Path copy(MavenCommand maven, NativeSet set, Path aside, Consumer<String> says)
      throws NativesException, IOException, InterruptedException {
    Path jars = aside.resolve("jars");
    Files.writeString(aside.resolve("pom.xml"), pom(set));
    Path log = folder.root().resolve("fetch-" + set.folder() + ".log");
    List<String> errors = new ArrayList<>();
    int code =
        maven.run(
            List.of(
                "--file",
                aside.resolve("pom.xml").toString(),
                "org.apache.maven.plugins:maven-dependency-plugin:%s:copy-dependencies"
                    .formatted(NativeSet.version("dependency.plugin")),
                "-DincludeScope=runtime",
                "-Dstyle.color=never",
                "-DoutputDirectory=" + jars),
            aside,
            log,
            line -> {
              if (line.startsWith("[ERROR]")) {
                errors.add(line.substring("[ERROR]".length()).strip());
              }
              progress(line, says);
            });
    if (code != 0) {
      throw new NativesException(
          "Maven could not fetch %s: %s; its log is %s"
              .formatted(
                  set.folder(),
                  errors.isEmpty() ? "exit code " + code : reason(errors.get(0)),
                  log));
    }
    return jars;
  }

  /** Maven tells from the goal down to what really failed, on one long line: the last is wanted. */
  static String reason(String error) {
    String said = HELP.matcher(error).replaceFirst("");
    Matcher failures = FAILURE.matcher(said);
    int last = 0;
    while (failures.find()) {
      last = failures.start();
    }
    said = said.substring(last);
    return said.length() <= 2 * HALF_OF_A_REASON
        ? said
        : said.substring(0, HALF_OF_A_REASON)
            + " ... "
            + said.substring(said.length() - HALF_OF_A_REASON);
  }

  private static void progress(String line, Consumer<String> says) {
    Matcher progress = PROGRESS.matcher(line);
    Matcher downloaded = DOWNLOADED.matcher(line);
    if (progress.matches()) {
      says.accept("%s of %s".formatted(progress.group(1), progress.group(2)));
    } else if (downloaded.matches()) {
      says.accept("got " + downloaded.group(1));
    }
  }

  static String pom(NativeSet set) {
    StringBuilder dependencies = new StringBuilder();
    set.coordinates().forEach(coordinate -> dependencies.append(coordinate.dependency()));
    return """
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>dev.argand.natives</groupId>
      <artifactId>%s</artifactId>
      <version>1</version>
      <packaging>pom</packaging>
      <dependencies>
    %s  </dependencies>
    </project>
    """
        .formatted(set.folder(), dependencies);
  }

  /** Every named artefact came, and every file is a jar that can be opened. */
  static void verify(NativeSet set, Path jars) throws NativesException {
    for (Coordinate coordinate : set.coordinates()) {
      if (!Files.isRegularFile(jars.resolve(coordinate.fileName()))) {
        throw new NativesException(
            "%s must hold %s, and Maven did not bring it"
                .formatted(set.folder(), coordinate.fileName()));
      }
    }
    try {
      for (Path jar : NativesFolder.files(jars)) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
          if (zip.size() == 0) {
            throw new NativesException(jar.getFileName() + " came empty");
          }
        }
      }
    } catch (IOException e) {
      throw new NativesException("what Maven brought cannot be read: " + e.getMessage());
    }
  }

  private void moveIntoPlace(NativeSet set, Path jars) throws IOException {
    Path place = folder.of(set);
    if (folder.has(set)) {
      // Another process was faster.
      return;
    }
    if (Files.exists(place)) {
      delete(place);
    }
    try {
      Files.move(jars, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      if (!folder.has(set)) {
        throw e;
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
