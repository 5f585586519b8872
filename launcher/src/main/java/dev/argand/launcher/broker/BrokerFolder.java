package dev.argand.launcher.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A broker's data folder: locked while the broker runs, and formatted once.
 *
 * <p>Layout: {@code broker.lock} beside {@code logs/}, Kafka's log directory. The lock is the
 * operating system's, so that a killed process leaves none behind.
 */
final class BrokerFolder implements AutoCloseable {
  static final int NODE_ID = 1;

  private final Path folder;
  private final FileChannel lockFile;

  private BrokerFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /**
   * Takes the folder, which is made if it is missing.
   *
   * @throws BrokerFolderException if another broker has it, or it cannot be written
   */
  static BrokerFolder open(Path folder) throws BrokerFolderException {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute.resolve("logs"));
      FileChannel lockFile =
          FileChannel.open(
              absolute.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(lockFile)) {
        lockFile.close();
        throw new BrokerFolderException(
            absolute, "is in use by another broker: a folder of its own was expected", null);
      }
      return new BrokerFolder(absolute, lockFile);
    } catch (BrokerFolderException e) {
      throw e;
    } catch (IOException e) {
      throw new BrokerFolderException(absolute, "cannot be written: " + e, e);
    }
  }

  /** Kafka's log directory. */
  Path logs() {
    return folder.resolve("logs");
  }

  /**
   * Writes the cluster's identity and its first voter, unless that was done before.
   *
   * @param controllerPort where the only controller will first listen
   */
  void formatOnce(String host, int controllerPort, String controllerListener)
      throws BrokerFolderException {
    if (Files.exists(logs().resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      new Formatter()
          .setPrintStream(new PrintStream(output, true, StandardCharsets.UTF_8))
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE_ID)
          .addDirectory(logs().toString())
          .setMetadataLogDirectory(logs().toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName(controllerListener)
          .setHasDynamicQuorum(true)
          .setInitialControllers(
              DynamicVoters.parse(
                  "%d@%s:%d:%s".formatted(NODE_ID, host, controllerPort, Uuid.randomUuid())))
          .run();
    } catch (Exception e) {
      throw new BrokerFolderException(
          folder, "cannot be formatted: " + e + output.toString(StandardCharsets.UTF_8), e);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // This very process has it.
    }
  }
}
