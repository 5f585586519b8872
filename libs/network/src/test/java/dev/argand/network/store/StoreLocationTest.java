package dev.argand.network.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.bundle.FolderBundleStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {
  @TempDir private Path folder;

  @Test
  void parse_aFolder_opensIt() throws Exception {
    StoreLocation location = StoreLocation.parse(folder.resolve("bundles").toString());

    assertThat(location.isRemote()).isFalse();
    assertThat(location).isEqualTo(StoreLocation.of(folder.resolve("bundles")));
    assertThat(location.create(folder.resolve("cache"))).isInstanceOf(FolderBundleStore.class);
    assertThat(folder.resolve("bundles")).isDirectory();
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://models,s3://models/",
    "s3://models/,s3://models/",
    "s3://models/a/b,s3://models/a/b/",
    "s3://models/a?region=eu-central-1,s3://models/a/?region=eu-central-1",
    "s3://my.models?region=x&endpoint=http://h:9000,s3://my.models/?endpoint=http://h:9000&region=x"
  })
  void parse_aBucket_isSaidInOneForm(String text, String shown) {
    StoreLocation location = StoreLocation.parse(text);
    assertThat(location.isRemote()).isTrue();
    assertThat(location).hasToString(shown).isEqualTo(StoreLocation.parse(shown));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "s3://",
        "s3://M",
        "s3://models/../x y",
        "s3://models?acl=public",
        "s3://models?endpoint=ftp://h",
        "s3://models?endpoint",
        "s3://models#x",
        "gs://models",
        "https://models"
      })
  void parse_whatIsNoPlace_isRefused(String text) {
    assertThatThrownBy(() -> StoreLocation.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a bundle store must be " + StoreLocation.EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://AKIASECRETKEYID:sesame@models/a",
        "s3://models?endpoint=http://AKIASECRETKEYID:sesame@h",
        "s3://models?secret=sesame&id=AKIASECRETKEYID",
        "s3://AKIASECRETKEYID:se/sesame@models",
        "s3://my_models?endpoint=http://AKIASECRETKEYID:sesame@h",
        "https://AKIASECRETKEYID:sesame@minio:9000/models"
      })
  void parse_credentials_areRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> StoreLocation.parse(text))
        .hasMessageContaining("without credentials")
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .doesNotContain("sesame")
                    .doesNotContain("AKIASECRETKEYID"));
  }
}
