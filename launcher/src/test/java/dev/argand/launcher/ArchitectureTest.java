package dev.argand.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** Which module may see which: launcher over services over libraries, and never up or across. */
@AnalyzeClasses(packages = "dev.argand", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String SIGNAL = "dev.argand.signal..";
  private static final String SCHEMAS = "dev.argand.schemas..";
  private static final String MEDIA = "dev.argand.media..";
  private static final String RUNTIME = "dev.argand.runtime..";
  private static final String NETWORK = "dev.argand.network..";
  private static final String INGEST = "dev.argand.ingest..";
  private static final String SEARCH = "dev.argand.search..";
  private static final String INFERENCE = "dev.argand.inference..";
  private static final String CONSOLE = "dev.argand.console..";
  private static final String LAUNCHER = "dev.argand.launcher..";

  @ArchTest
  static final ArchRule nothingSeesTheLauncher =
      noClasses()
          .that()
          .resideOutsideOfPackage(LAUNCHER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LAUNCHER);

  @ArchTest
  static final ArchRule ingestSeesNoOtherService = neverSees(INGEST, SEARCH, INFERENCE, CONSOLE);

  @ArchTest
  static final ArchRule searchSeesNoOtherService = neverSees(SEARCH, INGEST, INFERENCE, CONSOLE);

  @ArchTest
  static final ArchRule inferenceSeesNoOtherService = neverSees(INFERENCE, INGEST, SEARCH, CONSOLE);

  @ArchTest
  static final ArchRule consoleSeesTopicsOnly =
      neverSees(CONSOLE, INGEST, SEARCH, INFERENCE, NETWORK);

  @ArchTest
  static final ArchRule librariesSeeNoService =
      noClasses()
          .that()
          .resideInAnyPackage(SIGNAL, MEDIA, SCHEMAS, RUNTIME, NETWORK, "dev.argand.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, SEARCH, INFERENCE, CONSOLE, LAUNCHER);

  @ArchTest
  static final ArchRule signalSeesNoOtherModule =
      neverSees(SIGNAL, MEDIA, SCHEMAS, RUNTIME, NETWORK, INGEST, SEARCH, INFERENCE);

  @ArchTest
  static final ArchRule schemasSeeNoOtherModule =
      neverSees(SCHEMAS, SIGNAL, RUNTIME, NETWORK, INGEST, SEARCH, INFERENCE);

  @ArchTest
  static final ArchRule networkSeesOnlySignal = neverSees(NETWORK, MEDIA, SCHEMAS, RUNTIME);

  @ArchTest static final ArchRule mediaSeesOnlySignal = neverSees(MEDIA, SCHEMAS, RUNTIME, NETWORK);

  @ArchTest
  static final ArchRule signalSeesNeitherKafkaNorNatives =
      neverSees(SIGNAL, "org.apache.kafka..", "ai.djl..", "com.sun.jna..", "org.bytedeco..");

  @ArchTest static final ArchRule networkKnowsNoKafka = neverSees(NETWORK, "org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyNetworkSeesDjl =
      noClasses()
          .that()
          .resideOutsideOfPackage(NETWORK)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule onlyStoresSeeAmazonsClient =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.argand.network.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

  @ArchTest
  static final ArchRule onlyNetworkSeesOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage(NETWORK)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule onlyMediaSeesFfmpeg =
      noClasses()
          .that()
          .resideOutsideOfPackage(MEDIA)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule onlySpectraSeeNd4j =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.argand.search.spectra.nd4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "dev.argand.search.spectra.nd4j..");

  @ArchTest
  static final ArchRule onlyTheEmbeddedBrokerSeesKafkasServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.argand.launcher.broker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.raft..");

  @ArchTest
  static final ArchRule everyProgramWritesNumbersInOneWay =
      methods()
          .that()
          .haveName("main")
          .and()
          .areStatic()
          .should(
              new ArchCondition<>("set the plain locale, or be run by ServiceProcess") {
                @Override
                public void check(JavaMethod main, ConditionEvents events) {
                  boolean isPlain =
                      main.getMethodCallsFromSelf().stream()
                          .map(call -> call.getTargetOwner().getSimpleName())
                          .anyMatch(Set.of("PlainLocale", "ServiceProcess")::contains);
                  events.add(new SimpleConditionEvent(main, isPlain, main.getFullName()));
                }
              });

  private static ArchRule neverSees(String who, String... never) {
    return noClasses()
        .that()
        .resideInAPackage(who)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(never);
  }
}
