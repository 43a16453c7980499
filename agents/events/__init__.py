"""What the platform itself says happened (raids, subs, gifts, bits, ...): events in, scored seconds out."""
