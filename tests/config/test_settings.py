from pathlib import Path

import pytest

from config.settings import Settings, load_settings, settings_markdown


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HEARTH_{name.upper()}", raising=False)
    return tmp_path


def test_without_any_setting_everything_lies_below_data(nowhere: Path) -> None:
    settings = load_settings()
    assert settings.store_url == f"{nowhere}/data"
    assert settings.inbox_url == f"{nowhere}/data/inbox"
    assert settings.vault_url == f"{nowhere}/data/vault"
    assert settings.key_path == nowhere / "data" / "vault" / "hearth.key"
    assert settings.state_folder == nowhere / "data" / ".state"
    assert settings.scratch_folder is None
    assert settings.feeds_folder is None


def test_a_lake_on_s3_keeps_key_and_state_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_STORE", "s3://city/hearth/")
    monkeypatch.setenv("HOME", "/home/hearth")
    settings = load_settings()
    assert (settings.inbox_url, settings.vault_url) == ("s3://city/hearth/inbox", "s3://city/hearth/vault")
    assert settings.key_path == Path("/home/hearth/.config/hearth/hearth.key")
    assert settings.state_folder == Path("/home/hearth/.local/state/hearth")


def test_the_environment_wins_over_the_file(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nowhere / "hearth.toml").write_text('store = "lake"\nsweep_minutes = 7\n', encoding="utf-8")
    monkeypatch.setenv("HEARTH_STORE", "other")
    settings = load_settings()
    assert (settings.store_url, settings.sweep_minutes) == (f"{nowhere}/other", 7)


def test_an_unknown_name_in_the_file_is_an_error_that_says_what_there_is(nowhere: Path) -> None:
    (nowhere / "hearth.toml").write_text('stroe = "lake"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"hearth\.toml: there is no setting 'stroe'; there are store, inbox"):
        load_settings()


def test_a_broken_file_is_named(nowhere: Path) -> None:
    (nowhere / "hearth.toml").write_text("store = \n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^hearth\.toml: "):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENGINE", "pandas"),
        ("NIGHTLY_CRON", "at one"),
        ("TIMEZONE", "Asia/Nowhere"),
        ("KEY_FILE", "s3://city/key"),
        ("SWEEP_MINUTES", "0"),
        ("RECEIPT_ROWS", "2000000"),
    ],
)
def test_a_value_that_cannot_be_is_named_by_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"HEARTH_{name}", value)
    with pytest.raises(ValueError, match=f"HEARTH_{name}"):
        load_settings()


def test_credentials_in_an_address_are_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_S3_ENDPOINT", "http://user:geheim@127.0.0.1:9000")
    with pytest.raises(ValueError, match="HEARTH_S3_ENDPOINT") as error:
        load_settings()
    assert "geheim" not in str(error.value)


def test_another_process_gets_the_same_settings_wherever_it_starts(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nowhere / "hearth.toml").write_text('store = "lake"\nlog_level = "DEBUG"\nsettle_seconds = 0.5\n', encoding="utf-8")
    here = load_settings()
    elsewhere = nowhere / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for name, value in here.environment().items():
        monkeypatch.setenv(name, value)
    there = load_settings()
    assert there.environment() == here.environment()
    assert (there.store_url, there.log_level, there.settle_seconds) == (f"{nowhere}/lake", "debug", 0.5)


def test_the_page_names_every_setting() -> None:
    page = settings_markdown()
    assert all(f"| `HEARTH_{name.upper()}` |" in page for name in Settings.model_fields)
