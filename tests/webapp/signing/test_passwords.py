"""Which passwords are taken, and how they are kept."""

import argon2
import pytest

from webapp.signing import passwords


@pytest.mark.parametrize(
    "password",
    [
        "Password1234", "password-password", "P@ssw0rd2026!", "qwertyuiop12", "Liverpool2026!!",
        "September2026", "iloveyou1234!", "111111111111", "abcdefghijkl", "123456789012",
        "1qaz2wsx3edc", "aaaaaaaaaaaab", "letmeinplease", "WelcomeHome99", "Manchester123456",
        "trustno1trustno1", "!!!Summer!!!2026", "abc123abc123", "zxcvbnm,./zxcvbnm",
        "dragonmonkey99",
    ],
)  # fmt: skip
def test_a_password_of_many_people_is_refused(password: str) -> None:
    """They are the first that a program tries."""
    assert "Many people use a password like this" in passwords.problem_with(password)


@pytest.mark.parametrize(
    "password",
    ["an otter paints the gate", "correct horse battery staple", "vQ7-tuzpa-93kd", "пароль из слов",
     "Dreizehn Boote segeln", "glean-tundra-vixen", "8305 1746 2957"],
)  # fmt: skip
def test_a_password_that_is_long_and_rare_is_taken(password: str) -> None:
    """No capital, digit or sign is asked for: length is what counts."""
    assert "" == passwords.problem_with(password, "ann.invented", "Ann Invented")


def test_a_password_of_ones_own_name_is_refused() -> None:
    """It stands on the door."""
    said = passwords.problem_with("ann.invented.99", "ann.invented", "Ann Invented")

    assert "Leave your own name" in said


@pytest.mark.parametrize(("length", "said"), [(11, "at least 12"), (201, "at most 200")])
def test_a_password_has_a_least_and_a_greatest_length(length: int, said: str) -> None:
    """Short ones are guessed, and endless ones keep a processor busy."""
    assert said in passwords.problem_with(("vq7 zt kx" * 30)[:length])


def test_a_temporary_password_is_one_that_would_be_taken() -> None:
    """And no two are the same."""
    made = {passwords.temporary() for _ in range(50)}

    assert 50 == len(made)
    assert {""} == {passwords.problem_with(one) for one in made}


def test_two_ways_to_write_a_letter_are_one_password() -> None:
    """A telephone and a desktop write ü differently."""
    kept = passwords.hashed("gr\u00fcn wie ein Laubfrosch")

    assert passwords.is_right(kept, "gru\u0308n wie ein Laubfrosch")


def test_without_a_hash_the_same_work_is_done_and_nothing_is_right() -> None:
    """Else the time that an answer takes would tell who has an account."""
    wanted = argon2.extract_parameters(passwords.hashed("an otter paints the gate"))

    assert not passwords.is_right(None, "an otter paints the gate")
    assert wanted == argon2.extract_parameters(passwords._nobodys())


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_a_hash_that_is_damaged_lets_nobody_in(kept: str) -> None:
    """And is no error page either."""
    assert not passwords.is_right(kept, "an otter paints the gate")


def test_a_hash_that_is_cheaper_than_today_is_noticed() -> None:
    """It is made anew when its password is next given."""
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=64).hash("an otter paints the gate")

    assert passwords.is_outdated(cheap)
