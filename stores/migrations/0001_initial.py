"""The first tables."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from stores.holds.models import HoldEnd
from stores.identity.roles import Role
from stores.inventory.models import MovementKind
from stores.inventory.states import TransferState
from stores.locator.models import StoreKind
from stores.notifications.models import MessageKind
from stores.ordering.states import OrderState
from stores.payments.states import EntryKind, PaymentFlag, PaymentMethod, PaymentState, RefundState, Tender
from stores.pickup.states import PickupState
from stores.pricing.rules.promotions import PromotionKind
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('staff_id', fields.CharField(db_index=True, max_length=64)),
                ('act', fields.CharField(max_length=64)),
                ('thing_id', fields.CharField(db_index=True, max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('before', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('after', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'audit_entry', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'What a staff member changed: on which thing, when, and how it was before and after; never altered.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Cart',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('customer_id', fields.CharField(null=True, max_length=64)),
                ('market_code', fields.CharField(max_length=32)),
                ('is_market_chosen', fields.BooleanField(default=False)),
                ('currency', fields.CharField(max_length=3)),
                ('locale', fields.CharField(max_length=16)),
                ('voucher_codes', ArrayField(default=list, element_type='TEXT')),
                ('contact_name', fields.CharField(null=True, max_length=200)),
                ('contact_email', fields.CharField(null=True, max_length=254)),
                ('contact_phone', fields.CharField(null=True, max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ordered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'cart', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'What somebody means to buy: nothing in it is promised yet.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CartLine',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('cart', fields.ForeignKeyField('stores.Cart', source_field='cart_id', db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('sku', fields.CharField(max_length=120)),
                ('quantity', fields.IntField()),
                ('unit_minor', fields.BigIntField()),
                ('store_id', fields.CharField(null=True, max_length=64)),
                ('slot_id', fields.CharField(null=True, max_length=64)),
                ('place', fields.IntField(default=0)),
            ],
            options={'table': 'cart_line', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('cart_id', 'sku'), name='one_cart_line_per_variant'), CheckConstraint(check='quantity > 0', name='cart_line_has_units')], 'pk_attr': 'id', 'table_description': 'Units of one variant in a cart, where they are to be collected, and the price that was shown.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CartLink',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('cart_id', fields.CharField(db_index=True, max_length=64)),
                ('token', fields.CharField(unique=True, max_length=64)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'cart_link', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'A one-time token by which a cart moves to another device or chat.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Channel',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('name', fields.CharField(unique=True, max_length=32)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
            ],
            options={'table': 'channel', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'A chat service whose process speaks for its users, known by its token.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ChatLink',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('channel', fields.CharField(max_length=32)),
                ('user_id', fields.CharField(max_length=128)),
                ('customer_id', fields.CharField(db_index=True, max_length=64)),
            ],
            options={'table': 'chat_link', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('channel', 'user_id'), name='one_customer_per_chat_user')], 'pk_attr': 'id', 'table_description': 'Which customer a chat user is.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Collection',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('pickup_id', fields.CharField(db_index=True, max_length=64)),
                ('units', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('collector_name', fields.CharField(max_length=200)),
                ('delegation_id', fields.CharField(null=True, max_length=64)),
                ('staff_id', fields.CharField(max_length=64)),
                ('staff_name', fields.CharField(max_length=200)),
                ('device', fields.CharField(null=True, max_length=64)),
                ('age_checked_by', fields.CharField(null=True, max_length=64)),
                ('collected_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('undone_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('undone_by', fields.CharField(null=True, max_length=64)),
                ('undo_reason', fields.CharField(null=True, max_length=400)),
            ],
            options={'table': 'collection', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'One handover over the counter: which units, to whom, by whom on which device; and whether it was undone.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Customer',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('name', fields.CharField(null=True, max_length=200)),
                ('email', fields.CharField(null=True, unique=True, max_length=254)),
                ('locale', fields.CharField(max_length=16)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'customer', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'A consumer whom the shop can recognise again.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Delegation',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('pickup_id', fields.CharField(db_index=True, max_length=64)),
                ('name', fields.CharField(max_length=200)),
                ('code', fields.CharField(unique=True, max_length=32)),
                ('given_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'delegation', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'A pass of its own for somebody who collects for the customer, until it is revoked.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DomainEvent',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('aggregate', fields.CharField(max_length=64)),
                ('sequence', fields.IntField()),
                ('name', fields.CharField(max_length=64)),
                ('payload', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('claimed_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'domain_event', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('aggregate', 'sequence'), name='one_event_per_place_in_a_stream')], 'pk_attr': 'id', 'table_description': 'One event in the stream of one aggregate, until and after its delivery to the reactions.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('currency', fields.CharField(max_length=3)),
                ('shown_in', fields.CharField(max_length=3)),
                ('rate', fields.DecimalField(max_digits=24, decimal_places=12)),
                ('valid_from', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'exchange_rate', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('currency', 'shown_in', 'valid_from'), name='one_exchange_rate_at_a_moment'), CheckConstraint(check='rate > 0 AND currency <> shown_in', name='exchange_rate_is_positive')], 'pk_attr': 'id', 'table_description': 'What one major unit of a currency is worth in another, from a moment on; for showing, never for charging.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Hold',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('owner', fields.CharField(db_index=True, max_length=64)),
                ('countable_table', fields.CharField(max_length=32)),
                ('countable_id', fields.CharField(max_length=64)),
                ('quantity', fields.IntField()),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('taken_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_as', fields.CharEnumField(null=True, description='RELEASED: RELEASED\nEXPIRED: EXPIRED\nSPENT: SPENT', enum_type=HoldEnd, max_length=16)),
            ],
            options={'table': 'hold', 'app': 'stores', 'constraints': [CheckConstraint(check='quantity > 0', name='hold_holds_something'), CheckConstraint(check='(ended_at IS NULL) = (ended_as IS NULL)', name='hold_ends_in_some_way')], 'pk_attr': 'id', 'table_description': 'A promise of some units of one countable to one owner; live until it has ended.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('scope', fields.CharField(max_length=64)),
                ('operation', fields.CharField(max_length=64)),
                ('key', fields.CharField(max_length=255)),
                ('fingerprint', fields.CharField(max_length=64)),
                ('outcome', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'idempotency_key', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('scope', 'operation', 'key'), name='one_answer_per_key')], 'pk_attr': 'id', 'table_description': 'One answered mutation: what was asked, and the outcome that every repetition receives.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Market',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('code', fields.CharField(unique=True, max_length=32)),
                ('countries', ArrayField(element_type='TEXT')),
                ('currency', fields.CharField(max_length=3)),
                ('prices_include_tax', fields.BooleanField(default=True)),
                ('is_default', fields.BooleanField(default=False)),
                ('hold_minutes', fields.IntField(db_default=15)),
                ('hold_at_most_minutes', fields.IntField(db_default=60)),
                ('unpaid_minutes', fields.IntField(db_default=35)),
                ('lapse_refund_percent', fields.IntField(db_default=100)),
            ],
            options={'table': 'market', 'app': 'stores', 'constraints': [CheckConstraint(check='unpaid_minutes BETWEEN 35 AND 1440 AND lapse_refund_percent BETWEEN 0 AND 100', name='market_waits_and_gives_back_within_reason'), CheckConstraint(check='0 < hold_minutes AND hold_minutes <= hold_at_most_minutes', name='market_keeps_goods_for_a_while')], 'pk_attr': 'id', 'table_description': 'Countries that share a currency and a price list, and how long things are kept for buyers there.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Message',
            fields=[
                ('sequence', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('id', fields.CharField(unique=True, max_length=64)),
                ('channel', fields.CharField(max_length=32)),
                ('recipient', fields.CharField(max_length=254)),
                ('kind', fields.CharEnumField(description='ORDER_PLACED: ORDER_PLACED\nPARCEL_READY: PARCEL_READY\nPARCEL_COLLECTED: PARCEL_COLLECTED\nPICKUP_REMINDER: PICKUP_REMINDER\nPARCEL_LAPSED: PARCEL_LAPSED\nLINE_REFUSED: LINE_REFUSED\nPASS_REISSUED: PASS_REISSUED\nSLOT_CLOSED: SLOT_CLOSED\nSIGN_IN_CODE: SIGN_IN_CODE', enum_type=MessageKind, max_length=32)),
                ('locale', fields.CharField(max_length=16)),
                ('subject', fields.CharField(max_length=200)),
                ('text', fields.TextField(unique=False)),
                ('about_id', fields.CharField(max_length=64)),
                ('order_id', fields.CharField(null=True, max_length=64)),
                ('pickup_id', fields.CharField(null=True, max_length=64)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failure', fields.CharField(null=True, max_length=400)),
            ],
            options={'table': 'message', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('channel', 'recipient', 'kind', 'about_id'), name='told_once')], 'pk_attr': 'sequence', 'table_description': "One thing to tell one person through one channel; read by the channel's process, which reports it sent."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Movement',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('stock_level_id', fields.CharField(db_index=True, max_length=64)),
                ('kind', fields.CharEnumField(description='RECEIVED: RECEIVED\nCOLLECTED: COLLECTED\nUNCOLLECTED: UNCOLLECTED\nSHIPPED_OUT: SHIPPED_OUT\nSOLD_IN_STORE: SOLD_IN_STORE\nRETURNED: RETURNED\nCOUNT: COUNT\nFOUND: FOUND\nLOST: LOST\nDAMAGED: DAMAGED\nCORRECTION: CORRECTION\nTRANSFERRED_OUT: TRANSFERRED_OUT\nTRANSFERRED_IN: TRANSFERRED_IN', enum_type=MovementKind, max_length=16)),
                ('quantity', fields.IntField()),
                ('reference', fields.CharField(max_length=128)),
                ('note', fields.CharField(null=True, max_length=200)),
                ('moved_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'movement', 'app': 'stores', 'constraints': [CheckConstraint(check='quantity <> 0', name='movement_moves_something')], 'pk_attr': 'id', 'table_description': 'One change of what is on hand, never altered (the database refuses it): the levels are the sum of these.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Order',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('number', fields.CharField(unique=True, max_length=32)),
                ('customer_id', fields.CharField(null=True, db_index=True, max_length=64)),
                ('market_code', fields.CharField(max_length=32)),
                ('currency', fields.CharField(max_length=3)),
                ('locale', fields.CharField(max_length=16)),
                ('state', fields.CharEnumField(default=OrderState.PLACED, description='PLACED: PLACED\nPAID: PAID\nCOMPLETED: COMPLETED\nCANCELLED: CANCELLED', enum_type=OrderState, max_length=16)),
                ('contact_name', fields.CharField(max_length=200)),
                ('contact_email', fields.CharField(null=True, max_length=254)),
                ('contact_phone', fields.CharField(null=True, max_length=64)),
                ('prices_include_tax', fields.BooleanField(default=True)),
                ('goods_minor', fields.BigIntField()),
                ('discount_minor', fields.BigIntField(default=0)),
                ('tax_minor', fields.BigIntField(default=0)),
                ('total_minor', fields.BigIntField()),
                ('discounts', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('placed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('pay_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('paid_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('slots', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'order', 'app': 'stores', 'constraints': [CheckConstraint(check='goods_minor >= 0 AND total_minor >= 0 AND tax_minor >= 0', name='order_is_not_negative'), CheckConstraint(check='discount_minor <= 0', name='order_discount_is_not_positive')], 'pk_attr': 'id', 'table_description': 'What was bought: never altered, but for its state.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OrderLine',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('order', fields.ForeignKeyField('stores.Order', source_field='order_id', db_index=True, db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('sku', fields.CharField(max_length=120)),
                ('title', fields.CharField(max_length=400)),
                ('quantity', fields.IntField()),
                ('unit_minor', fields.BigIntField()),
                ('discount_minor', fields.BigIntField(default=0)),
                ('tax_minor', fields.BigIntField(default=0)),
                ('total_minor', fields.BigIntField()),
                ('store_id', fields.CharField(max_length=64)),
                ('place', fields.IntField(default=0)),
                ('refunded', fields.IntField(default=0)),
                ('refunded_minor', fields.BigIntField(default=0)),
            ],
            options={'table': 'order_line', 'app': 'stores', 'constraints': [CheckConstraint(check='quantity > 0 AND total_minor >= 0 AND tax_minor >= 0', name='order_line_is_positive'), CheckConstraint(check='discount_minor <= 0', name='line_discount_is_not_positive'), CheckConstraint(check='refunded BETWEEN 0 AND quantity AND refunded_minor BETWEEN 0 AND total_minor', name='no_more_of_a_line_is_refunded_than_was_paid')], 'pk_attr': 'id', 'table_description': 'Units of one variant that were bought, at the agreed price; ``total_minor`` is what they cost, with tax.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Payment',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('order_id', fields.CharField(db_index=True, max_length=64)),
                ('payable_id', fields.CharField(db_index=True, max_length=64)),
                ('title', fields.CharField(null=True, max_length=64)),
                ('method', fields.CharEnumField(description='COUNTER: COUNTER\nCARD: CARD\nPAYPAL: PAYPAL\nALIPAY: ALIPAY\nWECHAT_PAY: WECHAT_PAY\nCRYPTO: CRYPTO', enum_type=PaymentMethod, max_length=16)),
                ('state', fields.CharEnumField(default=PaymentState.OWED, description='OWED: OWED\nPENDING: PENDING\nAUTHORISED: AUTHORISED\nPAID: PAID\nREFUNDED: REFUNDED\nPARTLY_REFUNDED: PARTLY_REFUNDED\nFAILED: FAILED\nCANCELLED: CANCELLED', enum_type=PaymentState, max_length=16)),
                ('amount_minor', fields.BigIntField()),
                ('dropped_minor', fields.BigIntField(default=0)),
                ('authorised_minor', fields.BigIntField(default=0)),
                ('captured_minor', fields.BigIntField(default=0)),
                ('refund_asked_minor', fields.BigIntField(default=0)),
                ('refunded_minor', fields.BigIntField(default=0)),
                ('currency', fields.CharField(max_length=3)),
                ('tender', fields.CharEnumField(null=True, description='CASH: CASH\nCARD_TERMINAL: CARD_TERMINAL', enum_type=Tender, max_length=16)),
                ('taken_by', fields.CharField(null=True, max_length=64)),
                ('provider_ref', fields.CharField(null=True, max_length=255)),
                ('url', fields.TextField(null=True, unique=False)),
                ('reason', fields.CharField(null=True, max_length=400)),
                ('flag', fields.CharEnumField(null=True, description='WRONG_AMOUNT: WRONG_AMOUNT\nWRONG_CURRENCY: WRONG_CURRENCY\nWRONG_ORDER: WRONG_ORDER\nREFUND_REFUSED: REFUND_REFUSED', enum_type=PaymentFlag, max_length=16)),
                ('opened_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('look_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment', 'app': 'stores', 'constraints': [CheckConstraint(check='amount_minor >= 0', name='payment_is_not_negative'), CheckConstraint(check='0 <= refunded_minor AND refunded_minor <= captured_minor AND captured_minor <= amount_minor', name='no_more_is_refunded_than_paid'), CheckConstraint(check='refunded_minor <= refund_asked_minor AND authorised_minor >= 0 AND dropped_minor >= 0', name='no_sum_of_a_payment_is_negative')], 'pk_attr': 'id', 'table_description': 'Money owed for one payable thing of an order (a pickup, or the whole); its sums are those of its ledger.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentEntry',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('payment_id', fields.CharField(max_length=64)),
                ('kind', fields.CharEnumField(description='OWED: OWED\nSTARTED: STARTED\nAUTHORISED: AUTHORISED\nCAPTURED: CAPTURED\nREFUND_ASKED: REFUND_ASKED\nREFUND_REFUSED: REFUND_REFUSED\nREFUNDED: REFUNDED\nFAILED: FAILED\nCANCELLED: CANCELLED', enum_type=EntryKind, max_length=16)),
                ('fact', fields.CharField(max_length=300)),
                ('amount_minor', fields.BigIntField()),
                ('currency', fields.CharField(max_length=3)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_entry', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('payment_id', 'fact'), name='one_entry_per_fact'), CheckConstraint(check='amount_minor >= 0', name='payment_entry_is_not_negative')], 'pk_attr': 'id', 'table_description': 'One line of the ledger; never altered, and written once for each fact.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentNotice',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('provider_id', fields.CharField(max_length=255)),
                ('method', fields.CharEnumField(description='COUNTER: COUNTER\nCARD: CARD\nPAYPAL: PAYPAL\nALIPAY: ALIPAY\nWECHAT_PAY: WECHAT_PAY\nCRYPTO: CRYPTO', enum_type=PaymentMethod, max_length=16)),
                ('kind', fields.CharField(max_length=100)),
                ('payment_id', fields.CharField(null=True, max_length=64)),
                ('ref', fields.CharField(null=True, max_length=255)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('handled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_notice', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('method', 'provider_id'), name='one_notice_of_a_provider')], 'pk_attr': 'id', 'table_description': 'One notice of a provider, kept once, until and after it was acted on.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Pickup',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('order_id', fields.CharField(db_index=True, max_length=64)),
                ('order_number', fields.CharField(max_length=32)),
                ('store_id', fields.CharField(max_length=64)),
                ('customer_name', fields.CharField(max_length=200)),
                ('currency', fields.CharField(max_length=3)),
                ('code', fields.CharField(max_length=32)),
                ('issue', fields.IntField(default=1)),
                ('code_tries', fields.IntField(default=0)),
                ('locked_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('state', fields.CharEnumField(default=PickupState.TO_PREPARE, description='TO_PREPARE: TO_PREPARE\nPREPARING: PREPARING\nREADY: READY\nPARTLY_COLLECTED: PARTLY_COLLECTED\nCOLLECTED: COLLECTED\nLAPSED: LAPSED\nCANCELLED: CANCELLED', enum_type=PickupState, max_length=20)),
                ('opened_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('slot_id', fields.CharField(null=True, max_length=64)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('escalated_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ready_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('kept_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reminders', fields.IntField(default=0)),
                ('arrived_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('spot', fields.CharField(null=True, max_length=64)),
                ('collected_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('collected_by', fields.CharField(null=True, max_length=200)),
                ('collector_name', fields.CharField(null=True, max_length=200)),
            ],
            options={'table': 'pickup', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('store_id', 'code'), name='one_pickup_per_code_and_store')], 'pk_attr': 'id', 'table_description': 'The goods of one order that are handed over at one store, against one code.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PickupLine',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('pickup', fields.ForeignKeyField('stores.Pickup', source_field='pickup_id', db_index=True, db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('order_line_id', fields.CharField(max_length=64)),
                ('sku', fields.CharField(max_length=120)),
                ('title', fields.CharField(max_length=400)),
                ('quantity', fields.IntField()),
                ('total_minor', fields.BigIntField()),
                ('minimum_age', fields.IntField(null=True)),
                ('collected', fields.IntField(default=0)),
                ('refused', fields.IntField(default=0)),
                ('returned', fields.IntField(default=0)),
                ('place', fields.IntField(default=0)),
            ],
            options={'table': 'pickup_line', 'app': 'stores', 'constraints': [CheckConstraint(check='quantity > 0 AND collected >= 0 AND refused >= 0 AND collected + refused <= quantity', name='no_more_is_handed_over_than_ordered'), CheckConstraint(check='0 <= returned AND returned <= collected', name='no_more_is_returned_than_handed_over')], 'pk_attr': 'id', 'table_description': 'Units of one variant in a parcel: how many were to come, were given, were refused, came back.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Price',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('sku', fields.CharField(max_length=120)),
                ('market_code', fields.CharField(max_length=32)),
                ('currency', fields.CharField(max_length=3)),
                ('amount_minor', fields.BigIntField()),
            ],
            options={'table': 'price', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('sku', 'market_code'), name='one_price_per_variant_and_market'), CheckConstraint(check='amount_minor >= 0', name='price_is_not_negative')], 'pk_attr': 'id', 'table_description': 'What one unit of a variant costs in one market.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Product',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('slug', fields.CharField(unique=True, max_length=255)),
                ('brand', fields.CharField(null=True, max_length=200)),
                ('category', fields.CharField(null=True, db_index=True, max_length=120)),
                ('origin_country', fields.CharField(null=True, db_index=True, max_length=2)),
                ('images', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('options', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('is_published', fields.BooleanField(default=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('search_text', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'product', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'Something sold, in one or more variants; ``search_text`` is what its search looks through, folded.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ProductText',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('product', fields.ForeignKeyField('stores.Product', source_field='product_id', db_constraint=True, to_field='id', related_name='texts', on_delete=OnDelete.CASCADE)),
                ('locale', fields.CharField(max_length=16)),
                ('title', fields.CharField(max_length=300)),
                ('sort_title', fields.TextField(default='', unique=False)),
                ('description', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'product_text', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('product_id', 'locale'), name='one_text_per_language')], 'pk_attr': 'id', 'table_description': 'What a product is called and how it is described, in one language.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Promotion',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('titles', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('kind', fields.CharEnumField(description='BUY_X_GET_Y: BUY_X_GET_Y\nPERCENTAGE: PERCENTAGE\nAMOUNT: AMOUNT\nFREE_FREIGHT: FREE_FREIGHT', enum_type=PromotionKind, max_length=16)),
                ('rate', fields.DecimalField(null=True, max_digits=6, decimal_places=5)),
                ('amount_minor', fields.BigIntField(null=True)),
                ('buy_quantity', fields.IntField(null=True)),
                ('get_quantity', fields.IntField(null=True)),
                ('market_code', fields.CharField(null=True, max_length=32)),
                ('skus', ArrayField(default=list, element_type='TEXT')),
                ('product_ids', ArrayField(default=list, element_type='TEXT')),
                ('categories', ArrayField(default=list, element_type='TEXT')),
                ('store_ids', ArrayField(default=list, element_type='TEXT')),
                ('starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('priority', fields.IntField(default=0)),
                ('is_combinable', fields.BooleanField(default=True)),
                ('by_code', fields.BooleanField(default=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'promotion', 'app': 'stores', 'constraints': [CheckConstraint(check="(kind = 'PERCENTAGE') = (rate IS NOT NULL)", name='percentage_has_its_rate'), CheckConstraint(check='rate > 0 AND rate <= 1', name='percentage_is_of_a_whole'), CheckConstraint(check="(kind = 'AMOUNT') = (amount_minor IS NOT NULL)", name='amount_has_its_amount'), CheckConstraint(check='amount_minor > 0', name='amount_is_positive'), CheckConstraint(check='amount_minor IS NULL OR market_code IS NOT NULL', name='amount_is_of_a_market'), CheckConstraint(check="(kind = 'BUY_X_GET_Y') = (buy_quantity IS NOT NULL)", name='deal_has_its_units'), CheckConstraint(check='(buy_quantity IS NULL) = (get_quantity IS NULL)', name='deal_has_both_numbers'), CheckConstraint(check='buy_quantity > 0 AND get_quantity > 0', name='deal_is_of_units'), CheckConstraint(check='starts_at < ends_at', name='promotion_ends_after_it_starts')], 'pk_attr': 'id', 'table_description': 'Something that is taken off prices: what, on which goods, where, when; empty lists mean any.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Quote',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('cart_id', fields.CharField(db_index=True, max_length=64)),
                ('customer_id', fields.CharField(null=True, max_length=64)),
                ('currency', fields.CharField(max_length=3)),
                ('prices_include_tax', fields.BooleanField(default=True)),
                ('lines', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('discounts', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('shown_in', fields.CharField(null=True, max_length=3)),
                ('shown_rate', fields.DecimalField(null=True, max_digits=24, decimal_places=12)),
                ('slots', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('began_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('order_id', fields.CharField(null=True, unique=True, max_length=64)),
            ],
            options={'table': 'quote', 'app': 'stores', 'constraints': [CheckConstraint(check='(shown_in IS NULL) = (shown_rate IS NULL)', name='quote_shows_at_a_rate'), CheckConstraint(check='began_at <= created_at', name='quote_began_before_it_was_renewed')], 'pk_attr': 'id', 'table_description': 'A cart frozen until one moment: prices, promises, and the goods held for them.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Refund',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('payment_id', fields.CharField(db_index=True, max_length=64)),
                ('cause', fields.CharField(unique=True, max_length=200)),
                ('state', fields.CharEnumField(default=RefundState.ASKED, description='ASKED: ASKED\nDONE: DONE\nREFUSED: REFUSED', enum_type=RefundState, max_length=16)),
                ('amount_minor', fields.BigIntField()),
                ('currency', fields.CharField(max_length=3)),
                ('reason', fields.CharField(max_length=400)),
                ('parts', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('asked_by', fields.CharField(null=True, max_length=64)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('provider_ref', fields.CharField(null=True, max_length=255)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'refund', 'app': 'stores', 'constraints': [CheckConstraint(check='amount_minor > 0', name='refund_gives_something_back')], 'pk_attr': 'id', 'table_description': 'Money that is to be given back, for which reason, and what became of it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RefusedUnits',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('pickup_id', fields.CharField(db_index=True, max_length=64)),
                ('line_id', fields.CharField(max_length=64)),
                ('quantity', fields.IntField()),
                ('reason', fields.CharField(max_length=32)),
                ('amount_minor', fields.BigIntField()),
                ('currency', fields.CharField(max_length=3)),
                ('staff_id', fields.CharField(max_length=64)),
                ('device', fields.CharField(null=True, max_length=64)),
                ('refused_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'refused_units', 'app': 'stores', 'constraints': [CheckConstraint(check='quantity > 0 AND amount_minor >= 0', name='something_is_refused')], 'pk_attr': 'id', 'table_description': 'Units of a line that were not given, why, and what they were worth.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Return',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('order_id', fields.CharField(db_index=True, max_length=64)),
                ('store_id', fields.CharField(max_length=64)),
                ('refund_minor', fields.BigIntField()),
                ('currency', fields.CharField(max_length=3)),
                ('staff_id', fields.CharField(max_length=64)),
                ('device', fields.CharField(null=True, max_length=64)),
                ('returned_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'return', 'app': 'stores', 'constraints': [CheckConstraint(check='refund_minor >= 0', name='return_is_not_negative')], 'pk_attr': 'id', 'table_description': 'Goods of an order that came back to a store, and what is paid back for them.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReturnLine',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('return_id', fields.CharField(db_index=True, max_length=64)),
                ('order_line_id', fields.CharField(max_length=64)),
                ('sku', fields.CharField(max_length=120)),
                ('quantity', fields.IntField()),
                ('reason', fields.CharField(max_length=32)),
                ('restocked', fields.BooleanField()),
                ('refund_minor', fields.BigIntField()),
                ('place', fields.IntField(default=0)),
            ],
            options={'table': 'return_line', 'app': 'stores', 'constraints': [CheckConstraint(check='quantity > 0 AND refund_minor >= 0', name='return_line_is_positive')], 'pk_attr': 'id', 'table_description': 'Units of one line that came back, why, and whether they are for sale again.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RevokedPass',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('pickup_id', fields.CharField(max_length=64)),
                ('code', fields.CharField(db_index=True, max_length=32)),
                ('revoked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'revoked_pass', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'A code that was replaced or taken back, so that whoever scans it is told so.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SignInCode',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('email', fields.CharField(db_index=True, max_length=254)),
                ('code', fields.CharField(max_length=16)),
                ('locale', fields.CharField(max_length=16)),
                ('failed_tries', fields.IntField(default=0)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sign_in_code', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'A one-time code that was sent to an email, whose holder becomes a customer by it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Slot',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('total', fields.IntField()),
                ('promised', fields.IntField(default=0)),
                ('store_id', fields.CharField(max_length=64)),
                ('on', fields.DateField()),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'slot', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('store_id', 'starts_at'), name='one_slot_per_store_and_start'), CheckConstraint(check='0 <= promised AND promised <= total', name='slot_promised_within_total'), CheckConstraint(check='starts_at < ends_at', name='slot_has_a_length')], 'pk_attr': 'id', 'table_description': 'A time at which parcels are collected, written when the first of them is promised; ``total`` is its capacity.'},
            bases=['Countable'],
        ),
        ops.CreateModel(
            name='SlotPlan',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('store_id', fields.CharField(max_length=64)),
                ('weekday', fields.IntField()),
                ('length_minutes', fields.IntField()),
                ('capacity', fields.IntField()),
                ('cut_off_minutes', fields.IntField(default=0)),
                ('lead_minutes', fields.IntField()),
            ],
            options={'table': 'slot_plan', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('store_id', 'weekday'), name='one_slot_plan_per_store_and_weekday'), CheckConstraint(check='weekday BETWEEN 1 AND 7', name='slot_plan_is_of_a_weekday'), CheckConstraint(check='length_minutes > 0 AND capacity >= 0 AND cut_off_minutes >= 0 AND lead_minutes >= 0', name='slot_plan_is_not_negative')], 'pk_attr': 'id', 'table_description': 'How a store cuts the opening hours of one weekday into slots.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StaffMember',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('email', fields.CharField(unique=True, max_length=254)),
                ('name', fields.CharField(max_length=200)),
                ('role', fields.CharEnumField(description='ASSOCIATE: ASSOCIATE\nSUPERVISOR: SUPERVISOR\nMANAGER: MANAGER\nADMINISTRATOR: ADMINISTRATOR', enum_type=Role, max_length=16)),
                ('locale', fields.CharField(max_length=16)),
                ('password_hash', fields.CharField(max_length=255)),
                ('store_ids', ArrayField(element_type='TEXT')),
                ('every_store', fields.BooleanField(default=False)),
                ('loopback_only', fields.BooleanField(default=False)),
                ('failed_tries', fields.IntField(default=0)),
                ('locked_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('left_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'staff_member', 'app': 'stores', 'pk_attr': 'id', 'table_description': 'A person who works for the shop: a role, and the stores where it holds.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SignIn',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('staff', fields.ForeignKeyField('stores.StaffMember', source_field='staff_id', null=True, db_constraint=True, to_field='id', related_name='sign_ins', on_delete=OnDelete.CASCADE)),
                ('customer', fields.ForeignKeyField('stores.Customer', source_field='customer_id', null=True, db_constraint=True, to_field='id', related_name='sign_ins', on_delete=OnDelete.CASCADE)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('started_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sign_in', 'app': 'stores', 'constraints': [CheckConstraint(check='num_nonnulls(staff_id, customer_id) = 1', name='a_session_is_of_one_person')], 'pk_attr': 'id', 'table_description': 'One session of one person, a staff member or a customer, from sign-in to sign-out or its end.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StockLevel',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('total', fields.IntField()),
                ('promised', fields.IntField(default=0)),
                ('store_id', fields.CharField(max_length=64)),
                ('sku', fields.CharField(max_length=120)),
                ('on_hand', fields.IntField()),
                ('safety', fields.IntField(default=0)),
                ('safety_wanted', fields.IntField(db_default=0)),
                ('location', fields.CharField(null=True, max_length=64)),
            ],
            options={'table': 'stock_level', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('store_id', 'sku'), name='one_stock_level_per_store_and_sku'), CheckConstraint(check='0 <= promised AND promised <= total', name='stock_promised_within_total'), CheckConstraint(check='total = on_hand - safety', name='stock_total_is_on_hand_less_safety'), CheckConstraint(check='on_hand >= 0 AND safety >= 0', name='stock_is_not_negative'), CheckConstraint(check='safety <= safety_wanted', name='stock_keeps_back_no_more_than_is_wanted')], 'pk_attr': 'id', 'table_description': 'Units of one variant at one store: ``total`` is what may be promised, on hand less safety.'},
            bases=['Countable'],
        ),
        ops.CreateModel(
            name='Store',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('code', fields.CharField(unique=True, max_length=64)),
                ('name', fields.CharField(max_length=200)),
                ('kind', fields.CharEnumField(default=StoreKind.STORE, description='STORE: STORE\nWAREHOUSE: WAREHOUSE', enum_type=StoreKind, max_length=16)),
                ('address_lines', ArrayField(element_type='TEXT')),
                ('city', fields.CharField(max_length=120)),
                ('region', fields.CharField(null=True, max_length=120)),
                ('postal_code', fields.CharField(null=True, max_length=32)),
                ('country_code', fields.CharField(max_length=2)),
                ('phone', fields.CharField(null=True, max_length=64)),
                ('latitude', fields.FloatField()),
                ('longitude', fields.FloatField()),
                ('time_zone', fields.CharField(max_length=64)),
                ('opening_hours', fields.TextField(null=True, unique=False)),
                ('services', ArrayField(element_type='TEXT')),
                ('aliases', ArrayField(element_type='TEXT')),
                ('lead_minutes', fields.IntField(default=120)),
                ('kept_days', fields.IntField(default=7)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'store', 'app': 'stores', 'constraints': [CheckConstraint(check='latitude BETWEEN -90 AND 90', name='store_latitude_is_on_earth'), CheckConstraint(check='longitude BETWEEN -180 AND 180', name='store_longitude_is_on_earth')], 'pk_attr': 'id', 'table_description': 'One physical place that goods are handed over at, or sent from.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Closure',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('store', fields.ForeignKeyField('stores.Store', source_field='store_id', db_constraint=True, to_field='id', related_name='closures', on_delete=OnDelete.CASCADE)),
                ('on', fields.DateField()),
                ('opening_hours', fields.CharField(null=True, max_length=200)),
                ('reason', fields.CharField(max_length=200)),
            ],
            options={'table': 'closure', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('store_id', 'on'), name='one_exception_per_store_and_day')], 'pk_attr': 'id', 'table_description': 'One local day on which a store is closed, or open at other hours than usual.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TaxRate',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('market_code', fields.CharField(max_length=32)),
                ('country_code', fields.CharField(default='', max_length=2)),
                ('region', fields.CharField(default='', max_length=120)),
                ('category', fields.CharField(default='', max_length=120)),
                ('valid_from', fields.DateField()),
                ('rate', fields.DecimalField(max_digits=6, decimal_places=5)),
            ],
            options={'table': 'tax_rate', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('market_code', 'country_code', 'region', 'category', 'valid_from'), name='one_tax_rate_per_place_category_and_day'), CheckConstraint(check='rate >= 0', name='tax_rate_is_not_negative'), CheckConstraint(check="region = '' OR country_code <> ''", name='a_region_is_in_a_country')], 'pk_attr': 'id', 'table_description': 'A rate of sales tax from a day on, the narrower the place and the category, the stronger; empty means any.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Transfer',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('from_store_id', fields.CharField(max_length=64)),
                ('to_store_id', fields.CharField(max_length=64)),
                ('state', fields.CharEnumField(default=TransferState.DRAFT, description='DRAFT: DRAFT\nSENT: SENT\nRECEIVED_IN_PART: RECEIVED_IN_PART\nRECEIVED: RECEIVED\nCANCELLED: CANCELLED', enum_type=TransferState, max_length=20)),
                ('expected_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('created_by', fields.CharField(max_length=64)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('closed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'transfer', 'app': 'stores', 'constraints': [CheckConstraint(check='from_store_id <> to_store_id', name='transfer_goes_elsewhere')], 'pk_attr': 'id', 'table_description': 'Goods on their way from one store or warehouse to another.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TransferLine',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('transfer', fields.ForeignKeyField('stores.Transfer', source_field='transfer_id', db_index=True, db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('sku', fields.CharField(max_length=120)),
                ('quantity', fields.IntField()),
                ('received', fields.IntField(default=0)),
                ('missing', fields.IntField(default=0)),
                ('place', fields.IntField(default=0)),
            ],
            options={'table': 'transfer_line', 'app': 'stores', 'constraints': [UniqueConstraint(fields=('transfer_id', 'sku'), name='one_transfer_line_per_variant'), CheckConstraint(check='quantity > 0 AND received >= 0 AND missing >= 0 AND received + missing <= quantity', name='no_more_arrives_than_was_sent')], 'pk_attr': 'id', 'table_description': 'Units of one variant in a transfer: how many were sent, arrived, and never did.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Variant',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('product', fields.ForeignKeyField('stores.Product', source_field='product_id', db_index=True, db_constraint=True, to_field='id', related_name='variants', on_delete=OnDelete.CASCADE)),
                ('sku', fields.CharField(unique=True, max_length=120)),
                ('place', fields.IntField(default=0)),
                ('option_values', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('barcode', fields.CharField(null=True, db_index=True, max_length=64)),
                ('hs_code', fields.CharField(null=True, max_length=12)),
                ('origin_country', fields.CharField(null=True, max_length=2)),
                ('weight_g', fields.IntField(null=True)),
                ('minimum_age', fields.IntField(null=True)),
            ],
            options={'table': 'variant', 'app': 'stores', 'constraints': [CheckConstraint(check='weight_g >= 0', name='weight_is_not_negative')], 'pk_attr': 'id', 'table_description': 'One thing on a shelf: what a price, a barcode and a stock level belong to.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Voucher',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('total', fields.IntField()),
                ('promised', fields.IntField(default=0)),
                ('code', fields.CharField(unique=True, max_length=64)),
                ('promotion_id', fields.CharField(db_index=True, max_length=64)),
                ('per_customer', fields.IntField(null=True)),
                ('starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'voucher', 'app': 'stores', 'constraints': [CheckConstraint(check='0 <= promised AND promised <= total', name='voucher_is_not_overused'), CheckConstraint(check="code <> '' AND code = upper(code)", name='voucher_code_is_upper_case'), CheckConstraint(check='per_customer > 0', name='voucher_serves_each_customer'), CheckConstraint(check='starts_at < ends_at', name='voucher_ends_after_it_starts')], 'pk_attr': 'id', 'table_description': 'A code that lets a promotion in: ``total`` is how often it may be used, ``promised`` how often it is.'},
            bases=['Countable'],
        ),
        ops.CreateModel(
            name='VoucherShare',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('total', fields.IntField()),
                ('promised', fields.IntField(default=0)),
            ],
            options={'table': 'voucher_share', 'app': 'stores', 'constraints': [CheckConstraint(check='0 <= promised AND promised <= total', name='share_is_not_overused')], 'pk_attr': 'id', 'table_description': 'How often one customer may use one voucher; its id is a digest of both, so that it names nobody.'},
            bases=['Countable'],
        ),
        # Tortoise writes the constraints of a CreateModel into its state and not into the database: they are added here,
        # in one operation, for it copies its whole state for each.
        ops.RunSQL(
            'ALTER TABLE "cart_line" ADD CONSTRAINT one_cart_line_per_variant UNIQUE ("cart_id", "sku");'
            'ALTER TABLE "cart_line" ADD CONSTRAINT cart_line_has_units CHECK (quantity > 0);'
            'ALTER TABLE "chat_link" ADD CONSTRAINT one_customer_per_chat_user UNIQUE ("channel", "user_id");'
            'ALTER TABLE "closure" ADD CONSTRAINT one_exception_per_store_and_day UNIQUE ("store_id", "on");'
            'ALTER TABLE "domain_event" ADD CONSTRAINT one_event_per_place_in_a_stream UNIQUE ("aggregate", "sequence");'
            'ALTER TABLE "exchange_rate" ADD CONSTRAINT one_exchange_rate_at_a_moment UNIQUE ("currency", "shown_in", "valid_from");'
            'ALTER TABLE "exchange_rate" ADD CONSTRAINT exchange_rate_is_positive CHECK (rate > 0 AND currency <> shown_in);'
            'ALTER TABLE "hold" ADD CONSTRAINT hold_holds_something CHECK (quantity > 0);'
            'ALTER TABLE "hold" ADD CONSTRAINT hold_ends_in_some_way CHECK ((ended_at IS NULL) = (ended_as IS NULL));'
            'ALTER TABLE "idempotency_key" ADD CONSTRAINT one_answer_per_key UNIQUE ("scope", "operation", "key");'
            'ALTER TABLE "market" ADD CONSTRAINT market_waits_and_gives_back_within_reason CHECK (unpaid_minutes BETWEEN 35 AND 1440 AND lapse_refund_percent BETWEEN 0 AND 100);'
            'ALTER TABLE "market" ADD CONSTRAINT market_keeps_goods_for_a_while CHECK (0 < hold_minutes AND hold_minutes <= hold_at_most_minutes);'
            'ALTER TABLE "message" ADD CONSTRAINT told_once UNIQUE ("channel", "recipient", "kind", "about_id");'
            'ALTER TABLE "movement" ADD CONSTRAINT movement_moves_something CHECK (quantity <> 0);'
            'ALTER TABLE "order" ADD CONSTRAINT order_is_not_negative CHECK (goods_minor >= 0 AND total_minor >= 0 AND tax_minor >= 0);'
            'ALTER TABLE "order" ADD CONSTRAINT order_discount_is_not_positive CHECK (discount_minor <= 0);'
            'ALTER TABLE "order_line" ADD CONSTRAINT order_line_is_positive CHECK (quantity > 0 AND total_minor >= 0 AND tax_minor >= 0);'
            'ALTER TABLE "order_line" ADD CONSTRAINT line_discount_is_not_positive CHECK (discount_minor <= 0);'
            'ALTER TABLE "order_line" ADD CONSTRAINT no_more_of_a_line_is_refunded_than_was_paid CHECK (refunded BETWEEN 0 AND quantity AND refunded_minor BETWEEN 0 AND total_minor);'
            'ALTER TABLE "payment" ADD CONSTRAINT payment_is_not_negative CHECK (amount_minor >= 0);'
            'ALTER TABLE "payment" ADD CONSTRAINT no_more_is_refunded_than_paid CHECK (0 <= refunded_minor AND refunded_minor <= captured_minor AND captured_minor <= amount_minor);'
            'ALTER TABLE "payment" ADD CONSTRAINT no_sum_of_a_payment_is_negative CHECK (refunded_minor <= refund_asked_minor AND authorised_minor >= 0 AND dropped_minor >= 0);'
            'ALTER TABLE "payment_entry" ADD CONSTRAINT one_entry_per_fact UNIQUE ("payment_id", "fact");'
            'ALTER TABLE "payment_entry" ADD CONSTRAINT payment_entry_is_not_negative CHECK (amount_minor >= 0);'
            'ALTER TABLE "payment_notice" ADD CONSTRAINT one_notice_of_a_provider UNIQUE ("method", "provider_id");'
            'ALTER TABLE "pickup" ADD CONSTRAINT one_pickup_per_code_and_store UNIQUE ("store_id", "code");'
            'ALTER TABLE "pickup_line" ADD CONSTRAINT no_more_is_handed_over_than_ordered CHECK (quantity > 0 AND collected >= 0 AND refused >= 0 AND collected + refused <= quantity);'
            'ALTER TABLE "pickup_line" ADD CONSTRAINT no_more_is_returned_than_handed_over CHECK (0 <= returned AND returned <= collected);'
            'ALTER TABLE "price" ADD CONSTRAINT one_price_per_variant_and_market UNIQUE ("sku", "market_code");'
            'ALTER TABLE "price" ADD CONSTRAINT price_is_not_negative CHECK (amount_minor >= 0);'
            'ALTER TABLE "product_text" ADD CONSTRAINT one_text_per_language UNIQUE ("product_id", "locale");'
            'ALTER TABLE "promotion" ADD CONSTRAINT percentage_has_its_rate CHECK ((kind = \'PERCENTAGE\') = (rate IS NOT NULL));'
            'ALTER TABLE "promotion" ADD CONSTRAINT percentage_is_of_a_whole CHECK (rate > 0 AND rate <= 1);'
            'ALTER TABLE "promotion" ADD CONSTRAINT amount_has_its_amount CHECK ((kind = \'AMOUNT\') = (amount_minor IS NOT NULL));'
            'ALTER TABLE "promotion" ADD CONSTRAINT amount_is_positive CHECK (amount_minor > 0);'
            'ALTER TABLE "promotion" ADD CONSTRAINT amount_is_of_a_market CHECK (amount_minor IS NULL OR market_code IS NOT NULL);'
            'ALTER TABLE "promotion" ADD CONSTRAINT deal_has_its_units CHECK ((kind = \'BUY_X_GET_Y\') = (buy_quantity IS NOT NULL));'
            'ALTER TABLE "promotion" ADD CONSTRAINT deal_has_both_numbers CHECK ((buy_quantity IS NULL) = (get_quantity IS NULL));'
            'ALTER TABLE "promotion" ADD CONSTRAINT deal_is_of_units CHECK (buy_quantity > 0 AND get_quantity > 0);'
            'ALTER TABLE "promotion" ADD CONSTRAINT promotion_ends_after_it_starts CHECK (starts_at < ends_at);'
            'ALTER TABLE "quote" ADD CONSTRAINT quote_shows_at_a_rate CHECK ((shown_in IS NULL) = (shown_rate IS NULL));'
            'ALTER TABLE "quote" ADD CONSTRAINT quote_began_before_it_was_renewed CHECK (began_at <= created_at);'
            'ALTER TABLE "refund" ADD CONSTRAINT refund_gives_something_back CHECK (amount_minor > 0);'
            'ALTER TABLE "refused_units" ADD CONSTRAINT something_is_refused CHECK (quantity > 0 AND amount_minor >= 0);'
            'ALTER TABLE "return" ADD CONSTRAINT return_is_not_negative CHECK (refund_minor >= 0);'
            'ALTER TABLE "return_line" ADD CONSTRAINT return_line_is_positive CHECK (quantity > 0 AND refund_minor >= 0);'
            'ALTER TABLE "sign_in" ADD CONSTRAINT a_session_is_of_one_person CHECK (num_nonnulls(staff_id, customer_id) = 1);'
            'ALTER TABLE "slot" ADD CONSTRAINT one_slot_per_store_and_start UNIQUE ("store_id", "starts_at");'
            'ALTER TABLE "slot" ADD CONSTRAINT slot_promised_within_total CHECK (0 <= promised AND promised <= total);'
            'ALTER TABLE "slot" ADD CONSTRAINT slot_has_a_length CHECK (starts_at < ends_at);'
            'ALTER TABLE "slot_plan" ADD CONSTRAINT one_slot_plan_per_store_and_weekday UNIQUE ("store_id", "weekday");'
            'ALTER TABLE "slot_plan" ADD CONSTRAINT slot_plan_is_of_a_weekday CHECK (weekday BETWEEN 1 AND 7);'
            'ALTER TABLE "slot_plan" ADD CONSTRAINT slot_plan_is_not_negative CHECK (length_minutes > 0 AND capacity >= 0 AND cut_off_minutes >= 0 AND lead_minutes >= 0);'
            'ALTER TABLE "stock_level" ADD CONSTRAINT one_stock_level_per_store_and_sku UNIQUE ("store_id", "sku");'
            'ALTER TABLE "stock_level" ADD CONSTRAINT stock_promised_within_total CHECK (0 <= promised AND promised <= total);'
            'ALTER TABLE "stock_level" ADD CONSTRAINT stock_total_is_on_hand_less_safety CHECK (total = on_hand - safety);'
            'ALTER TABLE "stock_level" ADD CONSTRAINT stock_is_not_negative CHECK (on_hand >= 0 AND safety >= 0);'
            'ALTER TABLE "stock_level" ADD CONSTRAINT stock_keeps_back_no_more_than_is_wanted CHECK (safety <= safety_wanted);'
            'ALTER TABLE "store" ADD CONSTRAINT store_latitude_is_on_earth CHECK (latitude BETWEEN -90 AND 90);'
            'ALTER TABLE "store" ADD CONSTRAINT store_longitude_is_on_earth CHECK (longitude BETWEEN -180 AND 180);'
            'ALTER TABLE "tax_rate" ADD CONSTRAINT one_tax_rate_per_place_category_and_day UNIQUE ("market_code", "country_code", "region", "category", "valid_from");'
            'ALTER TABLE "tax_rate" ADD CONSTRAINT tax_rate_is_not_negative CHECK (rate >= 0);'
            'ALTER TABLE "tax_rate" ADD CONSTRAINT a_region_is_in_a_country CHECK (region = \'\' OR country_code <> \'\');'
            'ALTER TABLE "transfer" ADD CONSTRAINT transfer_goes_elsewhere CHECK (from_store_id <> to_store_id);'
            'ALTER TABLE "transfer_line" ADD CONSTRAINT one_transfer_line_per_variant UNIQUE ("transfer_id", "sku");'
            'ALTER TABLE "transfer_line" ADD CONSTRAINT no_more_arrives_than_was_sent CHECK (quantity > 0 AND received >= 0 AND missing >= 0 AND received + missing <= quantity);'
            'ALTER TABLE "variant" ADD CONSTRAINT weight_is_not_negative CHECK (weight_g >= 0);'
            'ALTER TABLE "voucher" ADD CONSTRAINT voucher_is_not_overused CHECK (0 <= promised AND promised <= total);'
            'ALTER TABLE "voucher" ADD CONSTRAINT voucher_code_is_upper_case CHECK (code <> \'\' AND code = upper(code));'
            'ALTER TABLE "voucher" ADD CONSTRAINT voucher_serves_each_customer CHECK (per_customer > 0);'
            'ALTER TABLE "voucher" ADD CONSTRAINT voucher_ends_after_it_starts CHECK (starts_at < ends_at);'
            'ALTER TABLE "voucher_share" ADD CONSTRAINT share_is_not_overused CHECK (0 <= promised AND promised <= total);',
            reverse_sql="",
        ),
        ops.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;"
            "CREATE INDEX product_search_text ON product USING gin (search_text gin_trgm_ops);"
            "CREATE INDEX stock_level_sku_store ON stock_level (sku, store_id) INCLUDE (total, promised);"
            "CREATE INDEX hold_until ON hold (until) INCLUDE (countable_id, quantity) WHERE ended_at IS NULL AND until IS NOT NULL;"
            "CREATE INDEX hold_countable ON hold (countable_id) WHERE ended_at IS NULL;"
            "CREATE INDEX domain_event_undelivered ON domain_event (aggregate, sequence) WHERE delivered_at IS NULL;"
            "CREATE INDEX domain_event_stream ON domain_event (aggregate, id);"
            "CREATE INDEX message_undelivered ON message (channel, sequence) WHERE delivered_at IS NULL AND failed_at IS NULL;"
            "CREATE INDEX pickup_board ON pickup (store_id, state, due_at);"
            "CREATE INDEX idempotency_key_age ON idempotency_key (created_at);"
            "CREATE INDEX transfer_from ON transfer (from_store_id, created_at);"
            "CREATE INDEX transfer_to ON transfer (to_store_id, created_at);"
            "CREATE FUNCTION movement_stays() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'a movement is never altered: write another one' USING ERRCODE = 'restrict_violation'; END$$;"
            "CREATE TRIGGER movement_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON movement"
            " FOR EACH STATEMENT EXECUTE FUNCTION movement_stays();"
            "CREATE INDEX payment_due ON payment (look_at) WHERE look_at IS NOT NULL;"
            "CREATE INDEX refund_unsent ON refund (asked_at) WHERE state = 'ASKED';"
            "CREATE INDEX order_unpaid ON \"order\" (pay_until) WHERE state = 'PLACED';"
            "CREATE FUNCTION payment_entry_stays() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'the ledger of payments is only ever added to' USING ERRCODE = 'restrict_violation'; END$$;"
            "CREATE TRIGGER payment_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_entry"
            " FOR EACH STATEMENT EXECUTE FUNCTION payment_entry_stays();",
            reverse_sql="DROP INDEX product_search_text, stock_level_sku_store, hold_until, hold_countable, domain_event_undelivered,"
            " domain_event_stream, message_undelivered, pickup_board, idempotency_key_age, transfer_from, transfer_to;"
            " DROP TRIGGER movement_stays ON movement; DROP FUNCTION movement_stays;"
            " DROP TRIGGER payment_entry_stays ON payment_entry; DROP FUNCTION payment_entry_stays;"
            " DROP INDEX payment_due, refund_unsent, order_unpaid;",
        ),
    ]
